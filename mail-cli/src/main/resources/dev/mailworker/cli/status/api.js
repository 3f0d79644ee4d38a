/** What the worker is asked. */

const PATIENCE_MILLIS = 8000;

/** Somebody has to log in first. */
export class LoggedOut extends Error {}

async function answer(path, options) {
    const response = await fetch(path, {...options, cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MILLIS)});
    if (response.status === 401) {
        throw new LoggedOut();
    }
    if (response.status === 404) {
        return null;
    }
    if (!response.ok) {
        throw new Error(`${path}: ${response.status}`);
    }
    return response.json();
}

function ask(path, question) {
    return answer(path, {
        method: 'POST',
        headers: {'Content-Type': 'application/json'},
        body: JSON.stringify(question),
    });
}

export const status = mails => answer(`/api/status?mails=${mails}`);
export const domains = (filter, from, count) =>
    answer(`/api/domains?${new URLSearchParams({filter, from, count})}`);
export const search = text => ask('/api/search', {text});
export const mail = (bucket, key) => ask('/api/mail', {bucket, key});
