/** Elements, and how times and states are put. */

const NUMBER = new Intl.NumberFormat('en');
const CLOCK = new Intl.DateTimeFormat('en-GB', {hour: '2-digit', minute: '2-digit', second: '2-digit'});
const MINUTE = new Intl.DateTimeFormat('en-GB', {hour: '2-digit', minute: '2-digit'});
const DAY = new Intl.DateTimeFormat('en-GB', {day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit'});

export const byId = id => document.getElementById(id);
export const number = value => NUMBER.format(value);
export const minute = time => MINUTE.format(new Date(time));

/** Makes an element: text is always text, never markup. */
export function make(name, attributes = {}, ...content) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
        element.setAttribute(key, value);
    }
    element.append(...content);
    return element;
}

/** A moment in the viewer's zone, with UTC for who points at it. */
export function time(iso) {
    const date = new Date(iso);
    const today = date.toDateString() === new Date().toDateString();
    const utc = `${iso.replace('T', ' ').replace(/\.\d+Z$|Z$/, '')} UTC`;
    return make('time', {datetime: iso, title: utc}, (today ? CLOCK : DAY).format(date));
}

/** How long something is ago, in the two largest units. */
export function age(iso, now) {
    const seconds = Math.max(0, Math.round((now - new Date(iso)) / 1000));
    if (seconds < 60) {
        return `${seconds} s`;
    }
    const minutes = Math.floor(seconds / 60);
    if (minutes < 60) {
        return `${minutes} min`;
    }
    const hours = Math.floor(minutes / 60);
    return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** A word with its shape. */
export function badge(word, kind = word) {
    return make('span', {class: `badge ${kind}`}, make('i', {'aria-hidden': 'true'}), word);
}

/** Puts content into an element only if it says something else, so that nobody's selection or focus is lost. */
export function set(element, ...content) {
    const next = make('div', {}, ...content);
    if (element.innerHTML !== next.innerHTML) {
        element.replaceChildren(...next.childNodes);
    }
}

/**
 * Brings the children of an element in line with some items. Those that stay are the same elements as before, and keep
 * the focus, wherever they go.
 */
export function list(parent, items, keyOf, fill, name = 'tr') {
    const focused = parent.contains(document.activeElement) ? document.activeElement : null;
    const old = new Map([...parent.children].map(child => [child.dataset.key, child]));
    let place = parent.firstElementChild;
    for (const item of items) {
        const key = keyOf(item);
        const child = old.get(key) ?? make(name, {'data-key': key});
        old.delete(key);
        fill(child, item);
        if (child === place) {
            place = place.nextElementSibling;
        } else {
            parent.insertBefore(child, place);
        }
    }
    old.forEach(child => child.remove());
    if (focused && focused.isConnected && document.activeElement !== focused) {
        focused.focus({preventScroll: true});
    }
}

/** Fills the cells of a row. */
export function cells(row, ...columns) {
    columns.forEach(([attributes, ...content], i) => {
        const cell = row.children[i] ?? row.appendChild(make(attributes.scope ? 'th' : 'td', attributes));
        set(cell, ...content);
    });
}
