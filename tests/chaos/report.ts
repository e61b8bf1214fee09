/** The run in figures, for people. */
import type { ChaosResult } from './run-chaos.js';

export function formatReport(result: ChaosResult): string {
  const { books, faults, drained, told, settledMs, recoveriesMs, breaches, options } = result;
  const byStatus = countBy(books.orders.map(({ status }) => status));
  const done = faults.filter(({ outcome }) => outcome === 'done');
  const rows: [string, string][] = [
    ['orders placed', String(books.orders.length)],
    ['  by state', list(byStatus)],
    ['  refused for lack of stock', String(told.refused.size)],
    [
      'payments captured',
      String(books.payments.filter(({ status }) => status === 'CAPTURED').length),
    ],
    [
      '  of which paid back, in part or all',
      String(books.orders.filter(({ refunded }) => refunded > 0).length),
    ],
    [
      'faults',
      `${done.length} of ${faults.length} (${list(countBy(done.map(({ fault }) => fault.kind)))})`,
    ],
    ['answers', list(told.answers)],
    ['open until final: p50, p99, slowest', seconds(settledMs)],
    ['recovery after a fault: p50, p99, slowest', seconds(recoveriesMs)],
    ['drained after', `${(drained.tookMs / 1_000).toFixed(1)} s`],
    ['dead letters, sent again', String(drained.deadLetters.length)],
    ['events', String(books.events.length)],
    ['breaches', String(breaches.length)],
  ];
  const width = Math.max(...rows.map(([label]) => label.length));
  const details = [...drained.deadLetters.map((letter) => `dead letter: ${letter}`), ...breaches];
  return [
    `Chaos with seed ${options.seed}, ${options.seconds} s, broker ${options.broker}`,
    ...rows.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`),
    ...details.slice(0, 60).map((line) => `  ! ${line}`),
    ...(details.length > 60 ? [`  ! and ${details.length - 60} more`] : []),
  ].join('\n');
}

function countBy(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

const list = (counts: ReadonlyMap<string, number>) =>
  [...counts]
    .sort(([, some], [, others]) => others - some)
    .map(([name, times]) => `${name} ${times}`)
    .join(', ') || 'none';

function seconds(durationsMs: readonly number[]): string {
  if (durationsMs.length === 0) return 'none';
  const sorted = [...durationsMs].sort((some, others) => some - others);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
  return [at(0.5), at(0.99), sorted.at(-1)!].map((ms) => `${(ms / 1_000).toFixed(1)} s`).join(', ');
}
