/**
 * What the services stand on during `turbo run dev`: the embedded databases with demo data, and a
 * supergraph that is composed again whenever a subgraph's schema changes.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { prepareDatabases } from './prepare-databases.js';
import { root } from './stack.js';

const databases = await prepareDatabases({ fresh: false, log: (message) => console.log(message) });
const compose = spawn(
  process.execPath,
  ['--import', 'tsx', join(root, 'scripts/compose.ts'), '--watch'],
  {
    cwd: root,
    stdio: 'inherit',
  },
);
console.log('The databases are up; the services can start.');
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => void stop());

async function stop(): Promise<void> {
  compose.kill('SIGTERM');
  await databases.stop();
  process.exit(0);
}
