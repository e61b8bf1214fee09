/**
 * `dev` of one workspace: waits for the databases, then runs the entry points named on the command
 * line in watch mode. A changed schema makes the types anew.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, watch } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { runningEmbedded } from '@tributary/embedded';
import { addresses, dataDir, root } from './stack.js';

const entries = process.argv.slice(2);
const env = { ...(await databaseEnvironment()), ...process.env };
const tsx = join(root, 'node_modules/.bin/tsx');
const schema = join(process.cwd(), 'src/schema.graphql');
const children = entries.map((entry) => runWatched(entry));
if (existsSync(schema)) watchSchema();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => children.forEach((child) => child.kill('SIGTERM')));

function runWatched(entry: string): ChildProcess {
  const include = existsSync(schema) ? ['--include', schema] : [];
  return spawn(tsx, ['watch', '--clear-screen=false', ...include, entry], {
    env: { ...env, ...addresses(env) },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

async function databaseEnvironment(): Promise<Record<string, string>> {
  if (process.env['JOBS_DATABASE_URL'] ?? process.env['REDIS_URL']) return {};
  for (;;) {
    const running = await runningEmbedded(dataDir);
    if (running) return running.env;
    await pause(200);
  }
}

function watchSchema(): void {
  let timer: NodeJS.Timeout | undefined;
  watch(schema, () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      spawn(tsx, [join(root, 'scripts/generate.ts')], { stdio: 'inherit' });
    }, 100);
  });
}
