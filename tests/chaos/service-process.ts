/**
 * One process of the built system, as the supervisor of `npm start` runs it, but with its own
 * environment, a known pid, and a restart that the chaos decides on. A death that nobody ordered is
 * written down: no fault from outside may end a process.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root, type StackProcess } from '../../scripts/stack.js';

export interface ServiceProcess {
  name: string;
  isUp(): boolean;
  /** @param extra variables of this life only */
  start(extra?: Record<string, string>): void;
  /** kill -9; resolves when it is gone. */
  kill(): Promise<void>;
  /** Resolves when /health/ready says so. @throws Error after `timeoutMs` */
  ready(timeoutMs: number): Promise<void>;
  /** SIGTERM, as an update does it; SIGKILL after 20 s. */
  stop(): Promise<void>;
}

export interface ServiceProcessOptions {
  service: StackProcess;
  env: Record<string, string>;
  logsDir: string;
  /** Called when it ended and nobody ordered it; it is started again. */
  onUnexpectedEnd: (how: string) => void;
}

const flags = ['--enable-source-maps', '--max-semi-space-size=2', '--optimize-for-size'];
const restartAfterMs = 500;

export function createServiceProcess(options: ServiceProcessOptions): ServiceProcess {
  const { service, env, logsDir, onUnexpectedEnd } = options;
  const file = join(root, service.workspace, 'dist', `${service.entry}.js`);
  const log = createWriteStream(join(logsDir, `${service.name}.log`), { flags: 'a' });
  log.on('error', () => undefined);
  let child: ChildProcess | undefined;
  let ended: Promise<void> = Promise.resolve();
  let turn: Promise<void> = Promise.resolve();

  /** Orders are carried out one after the other: a new life begins when the old one is over. */
  const inTurn = (work: () => Promise<void> | void) => (turn = turn.then(work));

  function spawnChild(extra: Record<string, string>): void {
    if (child) return;
    const started = spawn(process.execPath, [...flags, file], {
      cwd: join(root, service.workspace),
      env: { ...process.env, ...env, MALLOC_ARENA_MAX: '1', ...extra },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    child = started;
    started.stdout!.pipe(log, { end: false });
    started.stderr!.pipe(log, { end: false });
    ended = new Promise((resolve) =>
      started.once('exit', (code, signal) => {
        resolve();
        // Whoever ends it on purpose takes it out of `child` first.
        if (child !== started) return;
        child = undefined;
        onUnexpectedEnd(signal ?? `code ${code}`);
        setTimeout(start, restartAfterMs).unref();
      }),
    );
  }

  const start = (extra: Record<string, string> = {}) => void inTurn(() => spawnChild(extra));

  const end = (signal: NodeJS.Signals) =>
    inTurn(async () => {
      const ending = child;
      child = undefined;
      ending?.kill(signal);
      const force = setTimeout(() => ending?.kill('SIGKILL'), 20_000);
      await ended;
      clearTimeout(force);
    });

  return {
    name: service.name,
    isUp: () => child !== undefined,
    start,
    kill: () => end('SIGKILL'),
    async ready(timeoutMs) {
      const port = env[service.portVariable]!;
      const deadline = Date.now() + timeoutMs;
      while (!(await isReady(port))) {
        if (Date.now() > deadline) throw new Error(`${service.name} was not ready in time.`);
        await sleep(100);
      }
    },
    stop: () => end('SIGTERM'),
  };
}

async function isReady(port: string): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(3_000);
    return (await fetch(`http://127.0.0.1:${port}/health/ready`, { signal })).ok;
  } catch {
    return false;
  }
}
