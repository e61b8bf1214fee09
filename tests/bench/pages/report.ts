/** What a person reads at the end: tables in markdown, and which targets were missed. */
import type { Figures } from './run.js';
import { medianOf, ratioOf, type Turns } from './rounds.js';

/** Requests per second to those of the SQL server; and the time of a page, of all products to that of few. */
export const targets = { uncached: 0.3, cached: 1, growth: 1.2 };

const isUncached = (name: string) => name.endsWith('caches off');

export function renderTables(figures: Figures): string {
  return [comparison(figures), growth(figures), shares(figures), weights(figures)].join('\n');
}

interface Growth {
  server: Turns;
  time: number;
  cpu: number;
}

/** Of each server that there is with few products and with many. */
function growthsOf(servers: readonly Turns[]): Growth[] {
  const most = Math.max(...servers.map(({ products }) => products));
  return servers.flatMap((server) => {
    const few = servers.find(({ name, products }) => name === server.name && products < most);
    if (server.products < most || !few) return [];
    return [
      {
        server,
        time: ratioOf(few, server, ({ perSecond }) => perSecond),
        cpu: ratioOf(server, few, ({ cpuMicros }) => cpuMicros),
      },
    ];
  });
}

/** Those with the most products, the SQL server first. */
const largest = (servers: readonly Turns[]): readonly Turns[] => {
  const most = Math.max(...servers.map(({ products }) => products));
  return servers.filter(({ products }) => products === most);
};

export function findShortfalls({ pages }: Figures): string[] {
  return pages.flatMap(({ page, servers }) => {
    const all = largest(servers);
    const sql = all.find(({ name }) => name === 'sql');
    const slow = all.flatMap((server) => {
      if (!sql || server === sql) return [];
      const wanted = isUncached(server.name) ? targets.uncached : targets.cached;
      const ratio = ratioOf(server, sql, ({ perSecond }) => perSecond);
      return ratio < wanted
        ? [
            `${page}: ${server.name} has ${ratio.toFixed(2)} times the SQL server's, wanted ${wanted}`,
          ]
        : [];
    });
    const grown = growthsOf(servers)
      .filter(({ server, time }) => server.name !== 'sql' && time >= targets.growth)
      .map(({ server, time }) => `${page}: ${server.name} grows to ${time.toFixed(2)} times`);
    return [...slow, ...grown];
  });
}

function comparison({ pages }: Figures): string {
  const head = [
    'page',
    'server',
    'requests/s',
    'to SQL',
    'wanted',
    'CPU µs',
    'CPU SQL / it',
    'p50 ms',
    'p99 ms',
  ];
  const rows = pages.flatMap(({ page, servers }) => {
    const all = largest(servers);
    const sql = all.find(({ name }) => name === 'sql');
    return all.map((server) => {
      const isPeer = !sql || server === sql;
      const wanted = isUncached(server.name) ? targets.uncached : targets.cached;
      return [
        page,
        server.name,
        medianOf(server, ({ perSecond }) => perSecond).toFixed(0),
        isPeer ? '' : `${ratioOf(server, sql, ({ perSecond }) => perSecond).toFixed(2)}x`,
        isPeer ? '' : String(wanted),
        medianOf(server, ({ cpuMicros }) => cpuMicros).toFixed(0),
        isPeer ? '' : `${ratioOf(sql, server, ({ cpuMicros }) => cpuMicros).toFixed(2)}x`,
        medianOf(server, ({ p50Ms }) => p50Ms).toFixed(1),
        medianOf(server, ({ p99Ms }) => p99Ms).toFixed(1),
      ];
    });
  });
  return table('Beside one SQL statement', head, rows);
}

function growth({ pages }: Figures): string {
  const rows = pages.flatMap(({ page, servers }) =>
    growthsOf(servers).map(({ server, time, cpu }) => [
      page,
      server.name,
      `${time.toFixed(2)}x`,
      `${cpu.toFixed(2)}x`,
    ]),
  );
  return rows.length > 0
    ? table('From the smallest catalogue to the largest', ['page', 'server', 'time', 'CPU'], rows)
    : '';
}

/** Where the processor time goes, process by process. */
function shares({ pages }: Figures): string {
  const rows = pages.flatMap(({ page, servers }) =>
    largest(servers).map((server) => {
      const processes = new Set(server.turns.flatMap(({ cpu }) => [...cpu.keys()]));
      const shares = [...processes]
        .map((process) => ({ process, µs: medianOf(server, ({ cpu }) => cpu.get(process) ?? 0) }))
        .filter(({ µs }) => µs >= 5)
        .sort((one, other) => other.µs - one.µs)
        .map(({ process, µs }) => `${process} ${µs.toFixed(0)}`);
      return [page, server.name, shares.join(', ')];
    }),
  );
  return table('Processor time of a request, µs', ['page', 'server', 'by process'], rows);
}

function weights({ weights: all }: Figures): string {
  const rows = all.map(({ page, client, sent, received, compressed, operations }) => [
    page,
    client,
    ...[sent, received, compressed, operations].map(String),
  ]);
  const head = [
    'page',
    'client',
    'request bytes',
    'answer bytes',
    'with brotli',
    'gateway operations',
  ];
  return table('Bytes and operations', head, rows);
}

function table(title: string, head: string[], rows: string[][]): string {
  const widths = head.map((cell, column) =>
    Math.max(cell.length, ...rows.map((row) => row[column]!.length)),
  );
  const line = (row: string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return ['', `#### ${title}`, '', line(head), rule, ...rows.map(line)].join('\n');
}
