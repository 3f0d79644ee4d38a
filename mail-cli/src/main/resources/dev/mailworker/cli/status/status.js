/** Asks the worker every few seconds, and says when it doesn't answer. */
import * as api from './api.js';
import * as chart from './chart.js';
import * as domains from './domains.js';
import * as mails from './mails.js';
import {age, badge, byId, list, make, number, set, time} from './dom.js';

const PAUSE_MILLIS = 3000;
/** The worst first. */
const STATES = ['down', 'degraded', 'up', 'unknown'];
const NAMES = {
    table: 'Table', local: 'Mailboxes’ server', internal: 'Internal server', outside: 'Way outside',
    queue: 'Queue', bucket: 'Bucket', domains: 'List of domains', sender: 'Sender',
};
const PLURALS = {
    table: 'Tables', local: 'Mailboxes’ servers', internal: 'Internal servers', outside: 'Ways outside',
    queue: 'Queues', bucket: 'Buckets', domains: 'Lists of domains', sender: 'Senders',
};

let timer = null;
let asking = false;
let askAgain = false;
/** When it answered last, by this browser's clock. */
let answered = null;
let lost = false;

function header(answer, now) {
    byId('worker').textContent = answer.worker;
    byId('logout').hidden = !answer.guarded;
    const words = [badge(answer.status), ` ${answer.stuck ? 'but hangs: end it and start another' : answer.phase} since `, time(answer.since)];
    const trouble = answer.domains.trouble;
    words.push(` · ${number(answer.in_work)} in work`);
    words.push(answer.oldest ? ` · oldest ${age(answer.oldest, now)}` : ' · nothing waits');
    if (trouble > 0) {
        words.push(` · ${number(trouble)} of ${number(answer.domains.all)} domains in trouble`);
    }
    set(byId('state'), ...words);
    document.title = answer.status === 'up' ? `${answer.worker} – mailworker` : `${answer.status}: ${answer.worker} – mailworker`;
}

function summary(part) {
    return STATES.filter(state => part.states[state] > 0)
        .map(state => (part.all === 1 ? state : `${number(part.states[state])} ${state}`)).join(', ');
}

function worst(part) {
    return STATES.find(state => part.states[state] > 0);
}

function namedPart(each) {
    return make('li', {}, badge(each.state), ' ', make('b', {}, each.name || ' '),
        ...(each.because ? [' ', make('span', {class: 'because'}, each.because, ' since ', time(each.since))] : []));
}

function fillPart(item, part) {
    const single = part.all === 1 && part.named.length === 1 ? part.named[0] : null;
    const head = make('div', {class: 'part'}, badge(single ? single.state : summary(part), worst(part)), ' ',
        make('b', {}, part.all === 1 ? NAMES[part.kind] : PLURALS[part.kind]));
    if (single) {
        head.append(' ', make('span', {class: 'quiet'}, single.name));
        if (single.because) {
            head.append(' ', make('span', {class: 'because'}, single.because, ' since ', time(single.since)));
        }
        set(item, head);
        return;
    }
    const more = part.states.down + part.states.degraded - part.named.length;
    set(item, head, ...(part.named.length ? [make('ul', {}, ...part.named.map(namedPart),
        ...(more > 0 ? [make('li', {class: 'quiet'}, `and ${number(more)} more in trouble`)] : []))] : []));
}

function parts(answer) {
    const kinds = [...answer.parts].sort((one, other) => rank(one) - rank(other));
    list(byId('parts'), kinds, part => part.kind, fillPart, 'li');
}

function rank(part) {
    return Math.min(STATES.indexOf(worst(part)), STATES.indexOf('up'));
}

function unreadable(answer) {
    byId('unreadable').hidden = answer.unreadable.length === 0;
    set(byId('unreadable'), make('h3', {}, 'Messages that could not be understood and were set aside'),
        make('ul', {}, ...answer.unreadable.slice(0, 5).map(each =>
            make('li', {}, time(each.at), ` ${each.source}: ${each.because}`))));
}

function found(now) {
    answered = now;
    byId('freshness').textContent = `Live · ${new Date(now).toLocaleTimeString('en-GB')}`;
    if (lost) {
        lost = false;
        document.body.classList.remove('lost');
        byId('lost').hidden = true;
    }
}

function missing(error) {
    if (error instanceof api.LoggedOut) {
        location.assign('/login');
        return;
    }
    if (lost) {
        return;
    }
    lost = true;
    document.body.classList.add('lost');
    const since = answered === null ? 'The worker does not answer.' : `Lost the worker since ${new Date(answered).toLocaleTimeString('en-GB')}.`;
    byId('lost').hidden = false;
    byId('lost').textContent = `${since} What is shown is from then. Asking again every few seconds.`;
    byId('freshness').textContent = 'Not live';
}

async function round() {
    const answer = await api.status(mails.count());
    const now = Date.parse(answer.now);
    header(answer, now);
    chart.show(answer.minutes);
    parts(answer);
    unreadable(answer);
    mails.show(answer);
    await Promise.all([domains.refresh(now), mails.refreshSearch(), mails.refreshMail()]);
    found(Date.now());
}

/** One round at a time; whoever wants another one meanwhile gets it afterwards. */
async function refresh() {
    clearTimeout(timer);
    if (asking) {
        askAgain = true;
        return;
    }
    asking = true;
    try {
        do {
            askAgain = false;
            await round();
        } while (askAgain);
    } catch (error) {
        missing(error);
    } finally {
        asking = false;
    }
    if (!document.hidden) {
        timer = setTimeout(refresh, PAUSE_MILLIS);
    }
}

document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
        clearTimeout(timer);
    } else {
        refresh();
    }
});
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
byId('zone').textContent = zone === 'UTC' ? 'Times are UTC.' : `Times are of ${zone}; point at one for UTC.`;
chart.start();
domains.start(refresh);
mails.start(refresh);
refresh();
