/** A Node process that this benchmark starts, watches and ends; what it used is read from /proc. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export interface Memory {
  /** Bytes in use after a garbage collection. */
  heapUsed: number;
  /** Resident bytes. */
  rss: number;
}

export interface NodeProcess {
  /** Waits for a line on stdout and answers what is in the pattern's first group. */
  said: (pattern: RegExp) => Promise<string>;
  /** Microseconds of user and system time so far. */
  cpuMicros: () => number;
  /** Collects garbage first. Only where `report` was set. */
  memory: () => Promise<Memory>;
  isRunning: () => boolean;
  stop: () => Promise<void>;
}

export interface ProcessOptions {
  args: readonly string[];
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** A module to load that reports memory on SIGUSR2. */
  report?: string;
}

const tickMicros = 10_000;
let reports = 0;

export function startProcess({ args, env, cwd, report }: ProcessOptions): NodeProcess {
  const memoryFile = join(tmpdir(), `bench-memory-${process.pid}-${reports++}`);
  const child = spawn(process.execPath, report ? ['--import', report, ...args] : [...args], {
    cwd,
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      NODE_ENV: 'production',
      BENCH_MEMORY_FILE: memoryFile,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(-100_000);
  });
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  return {
    isRunning,
    said: async (pattern) => {
      for (;;) {
        const found = pattern.exec(text)?.[1];
        if (found !== undefined) return found;
        if (!isRunning()) throw new Error(`${args.join(' ')} ended:\n${text}`);
        await pause(20);
      }
    },
    cpuMicros: () => readCpuMicros(child.pid!),
    memory: () => readMemory(child, memoryFile),
    stop: async () => {
      await rm(memoryFile, { force: true });
      if (!isRunning()) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      const killer = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await ended;
      clearTimeout(killer);
    },
  };
}

function readCpuMicros(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * tickMicros;
}

async function readMemory(child: ChildProcess, file: string): Promise<Memory> {
  await writeFile(file, '');
  child.kill('SIGUSR2');
  for (let attempt = 0; attempt < 500; attempt++) {
    const text = await readFile(file, 'utf8');
    if (text.endsWith('\n')) return JSON.parse(text) as Memory;
    await pause(20);
  }
  throw new Error('A gateway does not say how much memory it uses.');
}
