/** Sends bodies in turn for a while and tells how that went: with wrk where there is one, else autocannon. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export interface LoadResult {
  requests: number;
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
}

export interface LoadRequest {
  url: string;
  bodies: readonly string[];
  seconds: number;
  connections: number;
}

/** @throws Error when a request failed or was answered with another status than 200 */
export type SendLoad = (request: LoadRequest) => Promise<LoadResult>;

/** @param folder where autocannon is installed */
export function createLoad(folder: string): { name: string; send: SendLoad } {
  if (spawnSync('wrk', ['-v']).error) return { name: 'autocannon', send: withAutocannon(folder) };
  return { name: 'wrk', send: withWrk };
}

const rotate = fileURLToPath(new URL('rotate.lua', import.meta.url));

async function withWrk({ url, bodies, seconds, connections }: LoadRequest): Promise<LoadResult> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-load-'));
  const file = join(folder, 'bodies');
  await writeFile(file, bodies.map((body) => `${body}\n`).join(''));
  const shape = ['-t', '1', '-c', String(connections), '-d', `${seconds}s`, '--timeout', '20s'];
  const args = [...shape, '-s', rotate, url, '--', file];
  const { stdout } = await promisify(execFile)('wrk', args);
  await rm(folder, { recursive: true });
  const figures = /RESULT (\d+) (\d+) (\d+) (\d+) (\d+)/.exec(stdout)?.slice(1).map(Number);
  if (!figures) throw new Error(`wrk said: ${stdout}`);
  const [requests, micros, failed, p50, p99] = figures as [number, number, number, number, number];
  refuseFailures(url, failed);
  return { requests, perSecond: (requests / micros) * 1e6, p50Ms: p50 / 1e3, p99Ms: p99 / 1e3 };
}

interface AutocannonResult {
  requests: { total: number };
  duration: number;
  latency: { p50: number; p99: number };
  errors: number;
  non2xx: number;
}

type Autocannon = (options: object) => Promise<AutocannonResult>;

function withAutocannon(folder: string): SendLoad {
  const autocannon = createRequire(join(folder, 'package.json'))('autocannon') as Autocannon;
  return async ({ url, bodies, seconds, connections }) => {
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    const requests = bodies.map((body) => ({ method: 'POST', headers, body }));
    const result = await autocannon({ url, connections, duration: seconds, requests });
    refuseFailures(url, result.errors + result.non2xx);
    const { total } = result.requests;
    const { p50, p99 } = result.latency;
    return { requests: total, perSecond: total / result.duration, p50Ms: p50, p99Ms: p99 };
  };
}

function refuseFailures(url: string, failed: number): void {
  if (failed > 0) throw new Error(`${failed} requests to ${url} failed.`);
}
