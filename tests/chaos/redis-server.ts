/** A Redis of our own that keeps what it acknowledged (appendonly, fsync always) and can be killed. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findPort } from './ports.js';

export interface RedisServer {
  port: number;
  stop(how: 'fast' | 'crash'): Promise<void>;
  start(): Promise<void>;
  /** Sends one command, such as `CONFIG SET maxmemory 0`, and resolves to what is answered. */
  command(...words: string[]): Promise<string>;
  close(): Promise<void>;
}

export async function startRedisServer(): Promise<RedisServer> {
  const port = await findPort();
  const dir = mkdtempSync(join(tmpdir(), 'tributary-chaos-redis-'));
  let child: ChildProcess | undefined;
  const start = async () => {
    child ??= await run(port, dir);
  };
  const stop = async (how: 'fast' | 'crash') => {
    const stopped = child;
    child = undefined;
    if (!stopped || stopped.exitCode !== null) return;
    const ended = once(stopped, 'exit');
    stopped.kill(how === 'crash' ? 'SIGKILL' : 'SIGTERM');
    await ended;
  };
  await start();
  return {
    port,
    start,
    stop,
    command: (...words) => cli(port, words),
    async close() {
      await stop('fast');
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function run(port: number, dir: string): Promise<ChildProcess> {
  const durable = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, ...durable];
  const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`redis-server ended with code ${code}`)));
    child.stdout.on('data', (text: Buffer) => {
      if (text.toString().includes('Ready to accept connections')) resolve();
    });
  });
  return child;
}

const runToEnd = promisify(execFile);

/** @throws Error when redis-cli fails */
async function cli(port: number, words: string[]): Promise<string> {
  return (await runToEnd('redis-cli', ['-p', String(port), ...words])).stdout;
}
