/**
 * `npm start`: the whole system on one machine. Real PostgreSQL (embedded, unless the *_DATABASE_URL
 * variables name yours), migrations, demo data, then every process, watched and restarted when it dies.
 * Ends with everything it started. `-- --fresh` begins with empty databases.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { findTakenPorts } from './ports.js';
import { prepareDatabases } from './prepare-databases.js';
import { addresses, portOf, processes, trustedDocuments } from './stack.js';
import { startSupervisor } from './supervisor.js';

const { values } = parseArgs({ options: { fresh: { type: 'boolean' } } });
const startedAt = Date.now();
const hooks: (() => Promise<unknown>)[] = [];
let stopping = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => void stop(0, `\nStopping…`));

// Started by a program (a test, say): end with it.
process.on('disconnect', () => void stop(0, 'Stopping: the program that started this is gone.'));

try {
  await start();
} catch (error) {
  await stop(1, (error as Error).message);
}

async function start(): Promise<void> {
  const taken = await findTakenPorts(process.env);
  if (taken.length > 0)
    throw new Error(`Cannot start:\n${taken.map((line) => `  - ${line}`).join('\n')}`);
  console.log('Tributary is starting: databases, demo data, nine processes.');
  const databases = await prepareDatabases({ fresh: values.fresh ?? false, log: say });
  hooks.push(() => databases.stop());
  if (stopping) return;
  const env = { LOG_LEVEL: 'warn', ...databases.env, ...process.env };
  const supervisor = startSupervisor({ ...trustedDocuments(), ...env, ...addresses(env) });
  hooks.push(() => supervisor.stop());
  await supervisor.ready(120_000);
  if (!stopping) await report(env, supervisor.pids(), databases.pid);
}

async function stop(code: number, message: string): Promise<void> {
  if (stopping) return;
  stopping = true;
  console.log(message);
  for (const hook of hooks.reverse())
    await hook().catch((error: Error) => console.error(error.message));
  process.exit(code);
}

function say(message: string): void {
  console.log(`  ${message}`);
}

async function report(env: NodeJS.ProcessEnv, pids: number[], databasePid?: number): Promise<void> {
  const rows = processes
    .filter((found) => found.shows)
    .map((found) => [
      found.shows!.label,
      `http://localhost:${portOf(found, env)}${found.shows!.path}`,
    ]);
  const users = processes.find(({ name }) => name === 'users')!;
  rows.push(['Mailbox (what would be mailed)', `http://localhost:${portOf(users, env)}/mailbox`]);
  const width = Math.max(...rows.map(([label]) => label!.length));
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  console.log(`
Ready after ${seconds} s.${memoryLine([process.pid, ...pids], databasePid)}

${rows.map(([label, url]) => `  ${label!.padEnd(width)}  ${url}`).join('\n')}

  Demo accounts: ada@example.com (customer), staff@example.com, admin@example.com
  Password:      tributary-demo

  Logs are in .data/logs. Ctrl-C stops everything; the data stays ("npm start -- --fresh" begins anew).
`);
}

/** Memory of all processes as the kernel shares it out (PSS); only Linux tells. */
function memoryLine(pids: number[], databasePid?: number): string {
  try {
    const all = databasePid ? [...pids, ...databaseFamily(databasePid)] : pids;
    const kilobytes = all.map(proportionalSetSize).reduce((sum, size) => sum + size, 0);
    return ` ${all.length} processes use ${Math.round(kilobytes / 1024)} MB of memory together.`;
  } catch {
    return '';
  }
}

function databaseFamily(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return [pid, ...children.split(' ').filter(Boolean).map(Number)];
}

function proportionalSetSize(pid: number): number {
  return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
}
