/**
 * Runs the built processes, writes their logs to .data/logs, restarts one that dies (after a pause
 * that grows from 1 to 30 s), and stops them front to back: nobody loses what he calls.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { dataDir, portOf, processes, root, type StackProcess } from './stack.js';

export interface Supervisor {
  /** Resolves when every process is ready; rejects with the names of those that are not. */
  ready(timeoutMs: number): Promise<void>;
  pids(): number[];
  stop(): Promise<void>;
}

interface Watched extends StackProcess {
  child?: ChildProcess;
  restarts: number;
  log: WriteStream;
}

const logsDir = join(dataDir, 'logs');

export function startSupervisor(env: NodeJS.ProcessEnv): Supervisor {
  mkdirSync(logsDir, { recursive: true });
  let stopping = false;
  const watched: Watched[] = processes.map((found) => ({
    ...found,
    restarts: 0,
    log: createWriteStream(join(logsDir, `${found.name}.log`), { flags: 'a' }),
  }));
  const run = (service: Watched) => {
    if (stopping) return;
    service.child = spawnService(service, env);
    service.child.once('exit', (code, signal) => {
      if (stopping) return;
      const pauseMs = Math.min(30_000, 1_000 * 2 ** service.restarts++);
      console.error(
        `${service.name} ended (${signal ?? `code ${code}`}), again in ${pauseMs / 1000} s; see .data/logs/${service.name}.log`,
      );
      setTimeout(run, pauseMs, service).unref();
    });
  };
  watched.forEach(run);
  return {
    ready: (timeoutMs) => waitUntilReady(watched, env, timeoutMs, () => stopping),
    pids: () => watched.flatMap(({ child }) => (child?.pid ? [child.pid] : [])),
    stop: async () => {
      stopping = true;
      for (const group of stopOrder(watched)) await Promise.all(group.map(end));
      for (const { log } of watched) log.end();
    },
  };
}

/**
 * Nine processes share one machine here: a small young generation, code compiled for size, and none for
 * the parts of Prisma's query compiler that are never called. It costs a third of the speed, so a shop in
 * production has none of it.
 */
const onOneMachine = ['--max-semi-space-size=2', '--optimize-for-size', '--wasm-lazy-compilation'];

/**
 * What a server makes for a request lives until others have answered. In a young generation of the usual
 * size much of that is taken for old and collected dearly (docs/performance.md).
 */
const inProduction = ({ entry }: Watched): string[] =>
  entry === 'main' ? ['--max-semi-space-size=64'] : [];

function spawnService(service: Watched, env: NodeJS.ProcessEnv): ChildProcess {
  const memory = env['NODE_ENV'] === 'production' ? inProduction(service) : onOneMachine;
  const flags = ['--enable-source-maps', ...memory];
  const file = join(root, service.workspace, 'dist', `${service.entry}.js`);
  const child = spawn(process.execPath, [...flags, file], {
    cwd: join(root, service.workspace),
    // glibc keeps a heap per thread otherwise, a fifth of each process for nothing here.
    env: { MALLOC_ARENA_MAX: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  child.stdout!.pipe(service.log, { end: false });
  child.stderr!.pipe(service.log, { end: false });
  child.stderr!.on('data', (text: Buffer) => process.stderr.write(text));
  return child;
}

async function waitUntilReady(
  watched: Watched[],
  env: NodeJS.ProcessEnv,
  timeoutMs: number,
  cancelled: () => boolean,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  let waiting = watched;
  while (waiting.length > 0 && !cancelled()) {
    if (Date.now() > deadline)
      throw new Error(
        `Not ready after ${timeoutMs / 1000} s: ${waiting.map(({ name }) => name).join(', ')}. Their logs are in .data/logs.`,
      );
    const ready = await Promise.all(waiting.map((service) => isReady(portOf(service, env))));
    waiting = waiting.filter((_service, index) => !ready[index]);
    if (waiting.length > 0) await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function isReady(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/health/ready`, {
      signal: AbortSignal.timeout(2_000),
    });
    return response.ok;
  } catch {
    return false;
  }
}

/** BFFs, then the gateway, then the services with their workers. */
function stopOrder(watched: Watched[]): Watched[][] {
  const rank = ({ name }: Watched) => (name.startsWith('bff') ? 0 : name === 'gateway' ? 1 : 2);
  return [0, 1, 2].map((wanted) => watched.filter((service) => rank(service) === wanted));
}

function end({ child }: Watched): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const force = setTimeout(() => child.kill('SIGKILL'), 20_000);
    child.once('exit', () => {
      clearTimeout(force);
      resolve();
    });
    child.kill('SIGTERM');
  });
}
