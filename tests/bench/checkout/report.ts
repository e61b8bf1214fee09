/** What a person reads: progress while it runs, tables at the end. */
import { SingleBar } from 'cli-progress';
import type { Latency, LoadFigures, RunFigures } from './figures.js';

export interface Progress {
  say(message: string): void;
  /** A bar on a terminal, a line at the end elsewhere. */
  phase(name: string): { update(share: number): void; end(): void };
}

export function createProgress(out: NodeJS.WriteStream): Progress {
  return {
    say: (message) => void out.write(`${message}\n`),
    phase(name) {
      if (!out.isTTY) {
        out.write(`  ${name}\n`);
        return { update: () => {}, end: () => {} };
      }
      const format = `  ${name.padEnd(28)} [{bar}] {percentage} %`;
      const bar = new SingleBar({ format, stream: out, hideCursor: true });
      bar.start(100, 0);
      return { update: (share) => bar.update(Math.round(share * 100)), end: () => bar.stop() };
    },
  };
}

export const targets = { confirmedPerSecond: 75, placeOrderP99Ms: 250 };

/** Targets that were not reached. */
export function findShortfalls(runs: readonly RunFigures[]): string[] {
  return runs.flatMap(({ broker, confirmedPerSecond, open }) => [
    ...(confirmedPerSecond < targets.confirmedPerSecond
      ? [
          `${broker}: ${confirmedPerSecond.toFixed(1)} orders/s, wanted ${targets.confirmedPerSecond}`,
        ]
      : []),
    ...(open.placeOrder.p99Ms >= targets.placeOrderP99Ms
      ? [
          `${broker}: p99 of placeOrder ${open.placeOrder.p99Ms.toFixed(0)} ms, wanted < ${targets.placeOrderP99Ms}`,
        ]
      : []),
  ]);
}

export function renderTables(runs: readonly RunFigures[]): string {
  return [
    table('', runs, [
      ['orders confirmed/s', (run) => run.confirmedPerSecond.toFixed(1)],
      ['  CPU ms per order, all processes', (run) => run.cpuMsPerOrder.toFixed(1)],
      ['offered orders/s, then', (run) => run.offeredPerSecond.toFixed(1)],
      ['  placeOrder p50 / p99 / max ms', ({ open }) => latency(open.placeOrder)],
      ['  addToCart p50 / p99 / max ms', ({ open }) => latency(open.addToCart)],
      ['  to confirmed p50 / p99 / max ms', ({ open }) => latency(open.timeToConfirmed)],
      ['orders confirmed', both('confirmed')],
      ['  refused at once (sold out)', both('refused')],
      ['  rejected by the saga', both('rejected')],
      ['breaches', ({ breaches }) => String(breaches.length)],
    ]),
    table('CPU ms per order', runs, cpuRows(runs)),
    ...runs.flatMap(({ broker, breaches }) => breaches.map((breach) => `${broker}: ${breach}`)),
  ].join('\n');
}

type Row = readonly [label: string, show: (run: RunFigures) => string];

const both = (name: 'confirmed' | 'refused' | 'rejected') => (run: RunFigures) =>
  String(sum(run.closed, run.open, name));

const sum = (one: LoadFigures, other: LoadFigures, name: 'confirmed' | 'refused' | 'rejected') =>
  one[name] + other[name];

const latency = ({ p50Ms, p99Ms, maxMs }: Latency) =>
  [p50Ms, p99Ms, maxMs].map((ms) => ms.toFixed(0)).join(' / ');

function cpuRows(runs: readonly RunFigures[]): Row[] {
  const names = new Set(runs.flatMap(({ cpu }) => cpu.map(({ process }) => process)));
  return [...names].map((name) => [
    name,
    ({ cpu }) => cpu.find(({ process }) => process === name)?.ms.toFixed(2) ?? '-',
  ]);
}

function table(title: string, runs: readonly RunFigures[], rows: readonly Row[]): string {
  const line = (label: string, cells: readonly string[]) =>
    `${label.padEnd(36)}${cells.map((cell) => cell.padStart(20)).join('')}`;
  const head = line(
    title,
    runs.map(({ broker }) => broker),
  );
  const body = rows.map(([label, show]) => line(label, runs.map(show)));
  return ['', head, '-'.repeat(head.length), ...body].join('\n');
}
