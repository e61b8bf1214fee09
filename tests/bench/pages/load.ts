/** Sends requests in turn for a while and tells how that went: with wrk where there is one, else by itself. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Pool } from 'undici';

export interface LoadRequest {
  method: 'GET' | 'POST';
  path: string;
  headers: Record<string, string>;
  body?: string;
}

export interface LoadResult {
  requests: number;
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
}

export interface Load {
  /** Where the server is, without a path. */
  url: string;
  requests: readonly LoadRequest[];
  seconds: number;
  connections: number;
}

const hasWrk = !spawnSync('wrk', ['-v']).error;
const rotate = fileURLToPath(new URL('rotate.lua', import.meta.url));

export const loadName = hasWrk ? 'wrk' : 'undici, in this process';

/** @throws Error when a request failed or was answered with another status than 200 */
export const sendLoad = (load: Load): Promise<LoadResult> =>
  hasWrk ? withWrk(load) : withUndici(load);

async function withWrk({ url, requests, seconds, connections }: Load): Promise<LoadResult> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-load-'));
  const file = join(folder, 'requests');
  await writeFile(file, requests.map((request) => `${toLine(request)}\n`).join(''));
  const shape = ['-t', '1', '-c', String(connections), '-d', `${seconds}s`, '--timeout', '20s'];
  const { stdout } = await promisify(execFile)('wrk', [...shape, '-s', rotate, url, '--', file]);
  await rm(folder, { recursive: true });
  const figures = /RESULT (\d+) (\d+) (\d+) (\d+) (\d+)/.exec(stdout)?.slice(1).map(Number);
  if (!figures) throw new Error(`wrk said: ${stdout}`);
  const [sent, micros, failed, p50, p99] = figures as [number, number, number, number, number];
  if (failed > 0) throw new Error(`${failed} requests to ${url} failed.`);
  return { requests: sent, perSecond: (sent / micros) * 1e6, p50Ms: p50 / 1e3, p99Ms: p99 / 1e3 };
}

/** Fields apart by tabs: method, path, body, then names and values of headers. */
const toLine = ({ method, path, headers, body = '' }: LoadRequest): string =>
  [method, path, body, ...Object.entries(headers).flat()].join('\t');

async function withUndici({ url, requests, seconds, connections }: Load): Promise<LoadResult> {
  const pool = new Pool(url, { connections });
  const times: number[] = [];
  const startedAt = performance.now();
  let next = 0;
  const visit = async () => {
    while (performance.now() - startedAt < seconds * 1_000) {
      const { method, path, headers, body = null } = requests[next++ % requests.length]!;
      const from = performance.now();
      const answer = await pool.request({ method, path, headers, body });
      await answer.body.dump();
      if (answer.statusCode !== 200) throw new Error(`${url}${path}: ${answer.statusCode}`);
      times.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: connections }, visit));
  const tookMs = performance.now() - startedAt;
  await pool.close();
  times.sort((one, other) => one - other);
  const at = (share: number) => times[Math.floor(times.length * share)]!;
  const perSecond = (times.length / tookMs) * 1e3;
  return { requests: times.length, perSecond, p50Ms: at(0.5), p99Ms: at(0.99) };
}
