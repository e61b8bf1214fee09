/** What a person reads at the end: tables in markdown, and which targets were missed. */
import type { FirstAnswers } from './first-answers.js';
import type { MemorySample } from './memory.js';
import type { PeerName } from './options.js';
import type { Scaling } from './processes.js';
import type { Comparison, PeerFigures } from './turns.js';

export interface Figures {
  /** Every request distinct. */
  distinct: Comparison[];
  /** All requests the same. */
  identical: Comparison[];
  /** By how many entities a fetch asks for. */
  entities: Comparison[];
  firstAnswers: FirstAnswers[];
  memory: MemorySample[];
  scaling?: Scaling | undefined;
}

/** Requests per second of ours to the peer's, every request distinct. */
export const targets: Readonly<Partial<Record<PeerName, Readonly<Record<string, number>>>>> = {
  stock: { deep: 10, list: 7, tiny: 6 },
  hive: { deep: 5, list: 4, tiny: 4 },
  mercurius: { list: 1.3, tiny: 1.1 },
  join: { deep: 0.9 },
};

export function findShortfalls({ distinct }: Figures): string[] {
  return distinct.flatMap(({ operation, figures }) => {
    const own = figures[0]!;
    return figures.slice(1).flatMap(({ peer, title, ratio, p99Ms }) => {
      const wanted = targets[peer]?.[operation];
      const missed = [];
      if (wanted !== undefined && ratio < wanted)
        missed.push(`${operation}: ${ratio.toFixed(2)} times ${title}, wanted ${wanted}`);
      if (own.p99Ms > p99Ms)
        missed.push(`${operation}: p99 ${ms(own.p99Ms)} ms, of ${title} ${ms(p99Ms)} ms`);
      return missed;
    });
  });
}

export function renderTables(figures: Figures): string {
  const sections = [
    comparisons('Every request distinct', figures.distinct),
    comparisons('All requests the same', figures.identical),
    comparisons('Entities per fetch, every request distinct', figures.entities),
    firstAnswers(figures.firstAnswers),
    memory(figures.memory),
    scaling(figures.scaling),
  ];
  return sections.filter(Boolean).join('\n');
}

function comparisons(title: string, all: readonly Comparison[]): string {
  if (all.length === 0) return '';
  const head = [
    '',
    'peer',
    'requests/s',
    'ours / peer',
    'wanted',
    'CPU µs/request',
    'CPU peer / ours',
    'p50 ms',
    'p99 ms',
    'heap MB',
    'RSS MB',
  ];
  return table(
    title,
    head,
    all.flatMap(({ operation, figures }) => figures.map((peer) => row(operation, peer))),
  );
}

function row(operation: string, peer: PeerFigures): string[] {
  const isOurs = peer.peer === 'ours';
  return [
    operation,
    peer.title,
    peer.perSecond.toFixed(0),
    isOurs ? '' : `${peer.ratio.toFixed(2)}x`,
    String(targets[peer.peer]?.[operation] ?? ''),
    peer.cpuMicros.toFixed(0),
    isOurs ? '' : `${peer.cpuRatio.toFixed(2)}x`,
    ms(peer.p50Ms),
    ms(peer.p99Ms),
    megabytes(peer.memory.heapUsed),
    megabytes(peer.memory.rss),
  ];
}

const firstAnswers = (all: readonly FirstAnswers[]): string =>
  all.length === 0
    ? ''
    : table(
        'A new operation, ms from request to answer (medians)',
        ['', 'first time', 'second', 'third', 'tenth'],
        all.map(({ title, timesMs }) => [title, ...timesMs.map(ms)]),
      );

const memory = (samples: readonly MemorySample[]): string =>
  samples.length === 0
    ? ''
    : table(
        'Memory after distinct operations, garbage collected',
        ['operations', 'heap MB', 'RSS MB'],
        samples.map(({ operations, heapUsed, rss }) => [
          String(operations),
          megabytes(heapUsed),
          megabytes(rss),
        ]),
      );

const scaling = (figures: Scaling | undefined): string =>
  figures
    ? table(
        'Processes (deep, load and subgraphs on the same machine)',
        ['processes', 'requests/s', 'p99 ms'],
        figures.map(({ processes, perSecond, p99Ms }) => [
          String(processes),
          perSecond.toFixed(0),
          ms(p99Ms),
        ]),
      )
    : '';

const ms = (value: number) => value.toFixed(value < 10 ? 2 : 1);
const megabytes = (bytes: number) => (bytes / 1_048_576).toFixed(0);

function table(title: string, head: readonly string[], rows: readonly string[][]): string {
  const widths = head.map((cell, column) =>
    Math.max(cell.length, ...rows.map((cells) => cells[column]!.length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => (column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (column < 2 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return ['', title, '', line(head), rule, ...rows.map(line)].join('\n');
}
