/** A throw-away Redis from the machine's own redis-server; undefined when there is none. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
// By its path: Vitest's configuration reads this file, and Node no TypeScript of packages.
import { freePort } from '../../packages/embedded/src/free-port.js';

export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

/** @param wantedPort a free one unless given */
export async function startRedis(wantedPort?: number): Promise<{
  url: string;
  pid: number;
  stop(): Promise<void>;
}> {
  const port = wantedPort ?? (await freePort());
  const dir = mkdtempSync(join(tmpdir(), 'tributary-redis-'));
  const child = spawn(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`redis-server ended with code ${code}`)));
    child.stdout.on('data', (text: Buffer) => {
      if (text.toString().includes('Ready to accept connections')) resolve();
    });
  });
  return {
    url: `redis://127.0.0.1:${port}`,
    pid: child.pid!,
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
