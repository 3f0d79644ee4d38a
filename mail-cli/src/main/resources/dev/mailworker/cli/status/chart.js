/** The last hour, minute by minute: bars that stand on each other, each kind with a pattern of its own. */
import {byId, cells, list, make, minute, number, set} from './dom.js';

/** From the bottom to the top. */
const KINDS = ['delivered', 'blocked', 'deferred', 'rejected'];
const HEIGHT = 180;
const TILE = 6;

let plot = null;
let shown = [];

function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

function pattern(context, kind) {
    const tile = document.createElement('canvas');
    tile.width = tile.height = TILE;
    const pen = tile.getContext('2d');
    pen.fillStyle = colour(kind);
    pen.fillRect(0, 0, TILE, TILE);
    pen.strokeStyle = colour('paper');
    pen.lineWidth = 1.5;
    pen.beginPath();
    if (kind === 'blocked') {
        pen.moveTo(0, TILE / 2);
        pen.lineTo(TILE, TILE / 2);
    } else if (kind === 'deferred') {
        pen.moveTo(-1, TILE + 1);
        pen.lineTo(TILE + 1, -1);
    } else if (kind === 'rejected') {
        pen.moveTo(0, 0);
        pen.lineTo(TILE, TILE);
        pen.moveTo(TILE, 0);
        pen.lineTo(0, TILE);
    }
    pen.stroke();
    return context.createPattern(tile, 'repeat');
}

/** uPlot draws what stands highest first: each series is the sum of its kind and those below it. */
function data(minutes) {
    const times = minutes.map(each => Date.parse(each.from) / 1000);
    const sums = KINDS.map((kind, i) =>
        minutes.map(each => KINDS.slice(0, i + 1).reduce((sum, below) => sum + each[below], 0)));
    return [times, ...sums.reverse()];
}

function series(kind) {
    return {
        label: kind,
        points: {show: false},
        width: 0,
        fill: u => pattern(u.ctx, kind),
        paths: uPlot.paths.bars({size: [0.8, 24], align: 1, gap: 1}),
    };
}

function axis(more) {
    return {
        stroke: () => colour('quiet'),
        grid: {stroke: () => colour('line'), width: 1},
        ticks: {show: false},
        font: '12px system-ui, sans-serif',
        ...more,
    };
}

function options(width) {
    return {
        width,
        height: HEIGHT,
        legend: {show: false},
        cursor: {y: false, points: {show: false}, drag: {x: false, y: false}},
        padding: [8, 4, 0, 0],
        scales: {x: {range: (u, min, max) => [min, max + 60]}, y: {range: (u, min, max) => [0, Math.max(5, max * 1.05)]}},
        axes: [
            axis({values: (u, ticks) => ticks.map(tick => minute(tick * 1000)), space: 60, size: 28, grid: {show: false}}),
            axis({values: (u, ticks) => ticks.map(tick => (Number.isInteger(tick) ? number(tick) : '')), size: 48}),
        ],
        series: [{}, ...KINDS.map(series).reverse()],
        hooks: {setCursor: [u => describe(u.cursor.idx)]},
    };
}

function describe(index) {
    const at = index === null || index === undefined ? null : shown[index];
    byId('chart-words').textContent = at
        ? `${minute(at.from)}: ${KINDS.map(kind => `${number(at[kind])} ${kind}`).join(', ')}`
        : words();
}

function words() {
    const all = shown.reduce((sum, each) => sum + KINDS.reduce((its, kind) => its + each[kind], 0), 0);
    return all === 0
        ? 'No mail in the last hour. As mails come, each minute gets a bar.'
        : 'Point at a minute, or use the arrow keys, for its numbers.';
}

function step(by) {
    const from = plot.cursor.idx ?? shown.length - (by > 0 ? 1 : 0);
    const index = Math.min(shown.length - 1, Math.max(0, from + by));
    plot.setCursor({left: plot.valToPos(plot.data[0][index] + 30, 'x'), top: 10});
}

function draw() {
    const place = byId('chart');
    plot?.destroy();
    place.replaceChildren();
    plot = new uPlot(options(place.clientWidth), data(shown), place);
    describe(null);
}

function table(minutes) {
    const tens = [];
    for (let i = 0; i < minutes.length; i += 10) {
        const span = minutes.slice(i, i + 10);
        tens.push({from: span[0].from, sums: KINDS.map(kind => span.reduce((sum, each) => sum + each[kind], 0))});
    }
    list(byId('hour'), tens, ten => ten.from, (row, ten) => cells(row,
        [{scope: 'row'}, minute(ten.from)],
        ...ten.sums.map(sum => [{class: 'number'}, number(sum)])));
}

function totals(minutes) {
    set(byId('totals'), ...KINDS.map(kind => make('div', {class: `total ${kind}`},
        make('dt', {}, make('i', {class: 'swatch', 'aria-hidden': 'true'}), kind),
        make('dd', {}, number(minutes.reduce((sum, each) => sum + each[kind], 0))))));
}

export function start() {
    new ResizeObserver(() => {
        if (plot) {
            plot.setSize({width: byId('chart').clientWidth, height: HEIGHT});
        }
    }).observe(byId('chart'));
    for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)']) {
        matchMedia(query).addEventListener('change', () => plot && draw());
    }
    byId('chart').addEventListener('keydown', event => {
        if (plot && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) {
            event.preventDefault();
            step(event.key === 'ArrowLeft' ? -1 : 1);
        }
    });
}

export function show(minutes) {
    shown = minutes;
    totals(minutes);
    table(minutes);
    if (plot) {
        plot.setData(data(minutes));
        describe(plot.cursor.idx);
    } else {
        draw();
    }
}
