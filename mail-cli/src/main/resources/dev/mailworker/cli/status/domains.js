/** The domains: some at a time, those in trouble first. */
import * as api from './api.js';
import {age, badge, byId, cells, list, make, number, set, time} from './dom.js';

const COUNT = 10;

let filter = '';
let from = 0;

function fill(row, domain, now) {
    const hour = domain.last_hour;
    const total = hour.delivered + hour.blocked + hour.deferred + hour.rejected;
    const others = ['blocked', 'deferred', 'rejected'].filter(kind => hour[kind] > 0);
    cells(row,
        [{scope: 'row', class: 'main'}, domain.domain],
        [{'data-label': 'State'}, badge(domain.state), ...because(domain)],
        [{class: 'number', 'data-label': 'Oldest'}, domain.oldest ? age(domain.oldest, now) : '–'],
        [{class: 'number', 'data-label': 'Waiting'}, domain.waiting ? number(domain.waiting) : '–'],
        [{class: 'number', 'data-label': 'Last hour'}, total ? number(total) : '–'],
        [{'data-label': 'Of these'}, others.length ? others.map(kind => `${number(hour[kind])} ${kind}`).join(', ') : '–']);
}

function because(domain) {
    return domain.because ? [make('span', {class: 'because'}, domain.because, ' since ', time(domain.since))] : [];
}

export async function refresh(now) {
    const answer = await api.domains(filter, from, COUNT);
    if (from > 0 && from >= answer.fitting) {
        from = 0;
        return refresh(now);
    }
    list(byId('domains'), answer.domains, domain => domain.domain, (row, domain) => fill(row, domain, now));
    const last = from + answer.domains.length;
    const empty = answer.domains.length === 0;
    set(byId('domains-count'), filter
        ? `${number(answer.fitting)} of ${number(answer.all)}`
        : `${number(answer.all)}, those in trouble first`);
    byId('domains-empty').hidden = !empty;
    byId('domains-empty').textContent = answer.all === 0
        ? 'The worker has no domains. They come from DOMAINS, DOMAINS_FILE or the file of settings.'
        : `No domain has “${filter}” in its name.`;
    byId('domains-pages').hidden = answer.fitting <= COUNT;
    byId('domains-range').textContent = `${number(from + 1)}–${number(last)} of ${number(answer.fitting)}`;
    byId('domains-back').disabled = from === 0;
    byId('domains-on').disabled = last >= answer.fitting;
}

export function start(again) {
    byId('domain-filter').addEventListener('input', event => {
        filter = event.target.value.trim();
        from = 0;
        again();
    });
    byId('domains-back').addEventListener('click', () => {
        from = Math.max(0, from - COUNT);
        again();
    });
    byId('domains-on').addEventListener('click', () => {
        from += COUNT;
        again();
    });
}
