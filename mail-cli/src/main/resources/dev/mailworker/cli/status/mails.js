/** The latest mails, the search among them, and one mail with its trace. */
import * as api from './api.js';
import {badge, byId, cells, list, make, number, set, time} from './dom.js';

const STEP = 50;
const KIND = {
    delivered: 'good', partial: 'mixed', deferred: 'waits', skipped: 'none',
    blocked: 'kept', discarded: 'kept', held: 'kept', unmanaged: 'none',
    invalid: 'bad', rejected: 'bad', expired: 'bad', kept: 'bad', dead: 'bad',
};

let wanted = STEP;
let found = null;

export const count = () => wanted;

const outcome = status => badge(status || 'undecided', KIND[status] ?? 'none');
const address = mail => `#mail/${encodeURIComponent(mail.bucket)}/${encodeURIComponent(mail.key)}`;

function recipients(mail) {
    const named = mail.recipients.map(each => each.recipient).join(', ');
    return mail.more > 0 ? `${named} and ${number(mail.more)} more` : named || 'not known yet';
}

function fill(row, mail) {
    cells(row,
        [{'data-label': 'Time'}, time(mail.at)],
        [{'data-label': 'Outcome'}, outcome(mail.status)],
        [{scope: 'row', class: 'main'}, make('a', {href: address(mail)}, mail.key)],
        [{class: 'address', 'data-label': 'From'}, mail.from ?? 'not known yet'],
        [{class: 'address', 'data-label': 'To'}, recipients(mail)]);
}

function rows(mails) {
    list(byId('mails'), mails, mail => `${mail.bucket}/${mail.key}`, fill);
}

export function show(answer) {
    if (found !== null) {
        return;
    }
    rows(answer.mails);
    byId('mails-empty').hidden = answer.mails.length > 0;
    byId('mails-empty').textContent =
        'None since the worker started. Each mail stands here as soon as an attempt at it has ended.';
    byId('mails-count').textContent = answer.mails.length ? `${number(answer.mails.length)} of ${number(answer.remembered)} remembered` : '';
    byId('mails-more').hidden = answer.mails.length >= answer.remembered;
}

export async function refreshSearch() {
    if (found === null) {
        return;
    }
    const text = found;
    const answer = await api.search(text);
    if (found !== text) {
        return;
    }
    rows(answer.mails);
    byId('mails-empty').hidden = answer.mails.length > 0;
    set(byId('mails-empty'), `None of the ${number(answer.searched)} mails remembered here has “${text}” in its key, its sender or a recipient. What is on record of an older one, `,
        make('code', {}, 'mailworker explain KEY'), ' prints.');
    byId('mails-count').textContent = answer.found > answer.mails.length
        ? `${number(answer.found)} found, the latest ${number(answer.mails.length)} shown`
        : `${number(answer.found)} found`;
    byId('mails-more').hidden = true;
}

function fact(name, ...content) {
    return [make('dt', {}, name), make('dd', {}, ...content)];
}

function trace(mail) {
    if (mail.trace.length === 0) {
        return [make('p', {class: 'empty'}, 'No rule has ruled yet: the attempt ended before there was a decision.')];
    }
    const groups = new Map();
    for (const line of mail.trace) {
        groups.set(line.recipient, [...(groups.get(line.recipient) ?? []), line]);
    }
    const status = new Map(mail.recipients.map(each => [each.recipient, each.status]));
    return [...groups].map(([recipient, lines]) => make('section', {class: 'trace'},
        make('h3', {}, recipient, ' ', outcome(status.get(recipient))),
        make('table', {},
            make('caption', {class: 'hidden'}, `What the rules ruled for ${recipient}`),
            make('thead', {}, make('tr', {},
                ...['Rule', 'Ruling', 'Because'].map(head => make('th', {scope: 'col'}, head)))),
            make('tbody', {}, ...lines.map(line => make('tr', {class: `ruling ${line.ruling === 'pass' ? 'pass' : ''}`},
                make('th', {scope: 'row'}, line.rule),
                make('td', {}, line.ruling),
                make('td', {}, line.because)))))));
}

function whole(mail) {
    const facts = [
        ...fact('From', mail.from ?? 'not known yet'),
        ...fact('Domain', mail.domain),
        ...fact('Came', time(mail.queued_at)),
        ...fact('Attempt', `${number(mail.attempt)}, ended `, time(mail.at), ` after ${number(mail.took_millis)} ms`),
        ...fact('Settled', mail.because),
    ];
    if (mail.again_at) {
        facts.push(...fact('Again', time(mail.again_at)));
    }
    const more = mail.more > 0
        ? [make('p', {class: 'quiet'}, `${number(mail.more)} more recipients are not remembered here.`)]
        : [];
    return [
        make('p', {class: 'outcome'}, outcome(mail.status)),
        make('dl', {class: 'facts'}, ...facts),
        ...trace(mail),
        ...more,
        make('p', {class: 'quiet'}, 'What is on record, and what today’s tables would rule: ',
            make('code', {}, `mailworker explain ${/^[\w.@+=-]+$/.test(mail.key) ? mail.key : `'${mail.key.replaceAll("'", "'\\''")}'`}`)),
    ];
}

function asked() {
    const parts = location.hash.match(/^#mail\/([^/]+)\/([^/]+)$/);
    try {
        return parts && {bucket: decodeURIComponent(parts[1]), key: decodeURIComponent(parts[2])};
    } catch {
        return null;
    }
}

/** Shows the mail that the address names, or none. */
export async function refreshMail() {
    const dialog = byId('mail');
    const which = asked();
    if (!which) {
        dialog.close();
        return;
    }
    if (!dialog.open) {
        byId('mail-content').replaceChildren();
        dialog.showModal();
    }
    byId('mail-title').textContent = which.key;
    const mail = await api.mail(which.bucket, which.key);
    set(byId('mail-content'), ...(mail
        ? whole(mail)
        : [make('p', {class: 'empty'}, 'The worker does not remember this mail: it is not one of its latest, or the worker was started since. What is on record, ',
            make('code', {}, 'mailworker explain'), ' prints.')]));
}

export function start(again) {
    byId('search').addEventListener('submit', event => {
        event.preventDefault();
        const text = byId('search-text').value.trim();
        found = text === '' ? null : text;
        byId('search-end').hidden = found === null;
        again();
    });
    byId('search-end').addEventListener('click', () => {
        byId('search-text').value = '';
        found = null;
        byId('search-end').hidden = true;
        byId('search-text').focus();
        again();
    });
    byId('mails-more').addEventListener('click', () => {
        wanted += STEP;
        again();
    });
    addEventListener('hashchange', again);
    byId('mail-close').addEventListener('click', () => byId('mail').close());
    byId('mail').addEventListener('close', () => {
        if (asked()) {
            history.replaceState(null, '', location.pathname);
        }
    });
    byId('mail').addEventListener('click', event => {
        if (event.target === byId('mail')) {
            byId('mail').close();
        }
    });
}
