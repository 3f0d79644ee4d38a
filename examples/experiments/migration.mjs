// Moves a site's domains from the earlier Python worker to this one and back while mails keep coming. Run by migration.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [bench, java, jar, temp, mailsPerStep] = process.argv.slice(2);
const { verify } = await import(pathToFileURL(path.join(bench, 'lib/verify.mjs')));

const DOMAINS = Array.from({ length: 8 }, (_, i) => `d${i + 1}.migration.example`);
const HALF = DOMAINS.length / 2;
const STEPS = [
    { name: 'all.with.python', python: DOMAINS, ours: [] },
    { name: 'half.each', python: DOMAINS.slice(HALF), ours: DOMAINS.slice(0, HALF) },
    { name: 'all.with.mailworker', python: [], ours: DOMAINS },
    { name: 'half.back', python: DOMAINS.slice(0, HALF), ours: DOMAINS.slice(HALF) },
    { name: 'all.back', python: DOMAINS, ours: [] },
];
const PATIENCE = 180_000;

const sleep = millis => new Promise(done => setTimeout(done, millis));
const children = new Set();
let missed = false;

function say(name, value, goal = '-') {
    const met = goal === '-' || String(value) === goal.slice(1);
    missed ||= !met;
    console.log(`${name} ${value} ${goal}`);
    if (!met) {
        console.error(`migration: ${name} is ${value}, and should be ${goal}`);
    }
}

function call(port, method, where, body) {
    return new Promise((answer, fail) => {
        const request = http.request({ host: '127.0.0.1', port, method, path: where }, response => {
            const parts = [];
            response.on('data', part => parts.push(part));
            response.on('end', () => answer(JSON.parse(Buffer.concat(parts))));
        });
        request.on('error', fail);
        request.end(body && JSON.stringify(body));
    });
}

function start(name, command, args, options) {
    const log = fs.openSync(path.join(temp, `${name}.log`), 'a');
    const child = spawn(command, args, { stdio: ['ignore', options?.piped ? 'pipe' : log, log], ...options });
    children.add(child);
    child.ended = new Promise(done => child.once('exit', done));
    child.ended.then(() => children.delete(child));
    return child;
}

async function simulator(script, args, ports) {
    const child = start(script, process.execPath, [path.join(bench, script), ...args], { piped: true });
    let text = '';
    return new Promise((found, fail) => {
        child.stdout.on('data', part => {
            text += part;
            const match = ports.exec(text);
            if (match) {
                found(match.slice(1).map(Number));
            }
        });
        child.ended.then(() => fail(new Error(`${script} ended: ${text}`)));
    });
}

async function stop(worker) {
    worker?.kill('SIGTERM');
    await worker?.ended;
}

async function run() {
    // Leases run ten times as fast, so that what a worker leaves behind comes back within the run.
    const [aws] = await simulator('sim-aws.mjs', ['--port=0', '--visibility-factor=0.1'], /127\.0\.0\.1:(\d+)/);
    const [smtp, internal, , control] = await simulator(
        'sim-smtp.mjs',
        ['--smtp-port=0', '--internal-port=0', '--lmtp-port=0', '--control-port=0'],
        /smtp (\d+), internal (\d+), lmtp (\d+), control (\d+)/,
    );
    const site = {
        PATH: process.env.PATH, HOME: process.env.HOME, LANG: 'C.UTF-8',
        AWS_REGION: 'eu-central-1', AWS_DEFAULT_REGION: 'eu-central-1',
        AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_EC2_METADATA_DISABLED: 'true',
        AWS_ENDPOINT_URL: `http://127.0.0.1:${aws}`,
        SMTP_HOST: '127.0.0.1', SMTP_PORT: String(smtp), INTERNAL_SMTP_PORT: String(internal),
        METRICS_PORT: '0', HEALTH_PORT: '0', STATUS_PORT: '0',
    };
    const python = domains => domains.length === 0 ? null : start(
        'python', '/usr/bin/python3', [path.join(bench, 'peers/python-modular/worker.py')],
        { env: { ...site, DOMAINS: domains.join(','), PYTHONDONTWRITEBYTECODE: '1' } });
    const ours = domains => domains.length === 0 ? null : start(
        'mailworker', java, ['-jar', jar, 'run'], { env: { ...site, DOMAINS: domains.join(',') } });
    let seeds = 0;
    const arrive = (share, domains = DOMAINS) => call(aws, 'POST', '/__sim/seed', {
        domains, messagesPerDomain: Math.max(1, Math.round(mailsPerStep * share / domains.length)), seed: ++seeds });

    let pythonWorker = null;
    let ourWorker = null;
    for (const step of STEPS) {
        // A worker first gives up the domains that the other one is to get; mails come before, while and after.
        await arrive(0.4);
        await Promise.all([stop(pythonWorker), stop(ourWorker)]);
        await arrive(0.2);
        pythonWorker = python(step.python);
        ourWorker = ours(step.ours);
        await arrive(0.4);
        await drained(aws, step.name);
        say(`migration.${step.name}`, 'drained');
    }
    await Promise.all([stop(pythonWorker), stop(ourWorker)]);
    await report(aws, control);
}

async function drained(aws, step) {
    const deadline = Date.now() + PATIENCE;
    for (let empty = 0; empty < 3;) {
        await sleep(200);
        const depth = await call(aws, 'GET', '/__sim/depth');
        empty = depth.ready + depth.inFlight + depth.delayed === 0 ? empty + 1 : 0;
        if (Date.now() > deadline) {
            throw new Error(`${step}: mails are left in the queues after ${PATIENCE / 1000} s`);
        }
    }
}

async function report(aws, control) {
    const { expected } = await call(aws, 'GET', '/__sim/expected');
    const found = verify(expected, await call(aws, 'GET', '/__sim/state'), await call(control, 'GET', '/state'));
    say('migration.mails', expected.length);
    say('migration.recipients', expected.reduce((sum, mail) => sum + mail.deliver.length, 0));
    say('migration.recipients.lost', found.missing.length, '=0');
    say('migration.recipients.doubled', found.duplicates.length, '=0');
    say('migration.mails.altered', found.altered.length, '=0');
    say('migration.delivered.wrongly', found.wrong.length, '=0');
    say('migration.replies.and.forwards.lost', found.sesMissing.length, '=0');
    say('migration.replies.and.forwards.doubled', found.sesExtra.length, '=0');
    say('migration.mails.without.audit', found.metaMissing.length, '=0');
    for (const one of [...found.missing, ...found.duplicates, ...found.wrong, ...found.sesExtra].slice(0, 10)) {
        console.error(JSON.stringify(one));
    }
}

try {
    await run();
} catch (error) {
    console.error(`migration: ${error.message}`);
    missed = true;
} finally {
    children.forEach(child => child.kill('SIGKILL'));
}
process.exit(missed ? 1 : 0);
