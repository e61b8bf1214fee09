/**
 * `npm run jobs`: the queues and their dead letters, for the operator.
 *   npm run jobs                              counts per queue, and the dead letters
 *   npm run jobs -- show <id>                 one dead letter in full
 *   npm run jobs -- replay <id> | --all       sends dead letters again; --queue <name> limits it to one queue
 *   npm run jobs -- republish --since <time>  sends what was published since then again: the way back when
 *                                             the broker lost it; --until <time>, --name <event> limit it
 * Looks at REDIS_URL, else JOBS_DATABASE_URL, else the embedded system that `npm start` runs; republish
 * at USERS_, ORDERS_ and INVENTORY_DATABASE_URL, else the same.
 */
import { parseArgs, styleText } from 'node:util';
import { subscribers } from '@tributary/contracts';
import { readEmbeddedConfig, runningEmbedded } from '@tributary/embedded';
import { type Broker, createBroker, type DeadLetter } from '@tributary/messaging';
import { createLogger, readConfig, variable } from '@tributary/service';
import { republishEvents } from './jobs/republish.js';

const usage = `Usage: npm run jobs [-- show <id> | replay <id> | replay --all] [--queue <${subscribers.join('|')}>]
       npm run jobs -- republish --since <time> [--until <time>] [--name <event>]`;
const listed = 50;

/** A mistake of the caller or a state to report: printed without a stack. */
class JobsError extends Error {}

async function main(): Promise<void> {
  const { command, id, queue, range } = readArguments();
  if (command === 'republish') return orElse(republishEvents(range));
  const broker = createBroker({ ...(await findBroker()), logger: createLogger('jobs', 'silent') });
  try {
    await reach(broker);
    if (command === 'list') await list(broker, queue);
    else if (command === 'show') await show(broker, id, queue);
    else await replay(broker, id, queue);
  } finally {
    await broker.close();
  }
}

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      all: { type: 'boolean', default: false },
      queue: { type: 'string' },
      since: { type: 'string' },
      until: { type: 'string' },
      name: { type: 'string' },
    },
  });
  const [command = 'list', id, ...rest] = positionals;
  const { all, queue, ...range } = values;
  const isRanged = Object.values(range).some((value) => value !== undefined);
  const complete =
    (command === 'list' && !id && !all) ||
    (command === 'show' && id && !all) ||
    (command === 'replay' && Boolean(id) !== all) ||
    (command === 'republish' && !id && !all && !queue);
  if (!complete || rest.length > 0 || (isRanged && command !== 'republish'))
    throw new JobsError(usage);
  if (queue && !(subscribers as readonly string[]).includes(queue))
    throw new JobsError(`There is no queue "${queue}". ${usage}`);
  return { command, id: id ?? 'all', queue, range };
}

/** What republishing says is for the operator, without a stack. */
async function orElse(work: Promise<void>): Promise<void> {
  await work.catch((error: unknown) => {
    throw new JobsError((error as Error).message, { cause: error });
  });
}

async function findBroker(): Promise<{ redisUrl?: string; jobsDatabaseUrl?: string }> {
  const { REDIS_URL: redisUrl, JOBS_DATABASE_URL: jobsDatabaseUrl } = readConfig({
    REDIS_URL: variable.redisUrl().optional(),
    JOBS_DATABASE_URL: variable.postgresUrl().optional(),
  });
  if (redisUrl) return { redisUrl };
  if (jobsDatabaseUrl) return { jobsDatabaseUrl };
  const embedded = await runningEmbedded(readEmbeddedConfig().dataDir);
  if (embedded) return { jobsDatabaseUrl: embedded.env['JOBS_DATABASE_URL']! };
  throw new JobsError(
    'Nothing is running here. Start the system with "npm start", or name its broker with REDIS_URL or JOBS_DATABASE_URL.',
  );
}

/** The broker connects in the background: the first pings may come too early. */
async function reach(broker: Broker): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await broker.ping();
    } catch (error) {
      if (tries === 3) throw new JobsError((error as Error).message);
    }
  }
}

async function list(broker: Broker, queue?: string): Promise<void> {
  const counts = Object.entries(await broker.counts()).filter(([name]) => !queue || name === queue);
  console.table(Object.fromEntries(counts));
  const total = counts.reduce((sum, [, { failed }]) => sum + failed, 0);
  if (total === 0) return console.log('No dead letters.');
  const letters = await broker.deadLetters({ queue, limit: listed });
  const newest = letters.toSorted((a, b) => b.failedAt.getTime() - a.failedAt.getTime());
  console.log(`\n${styleText('bold', `Dead letters (${total}, newest first)`)}`);
  for (const letter of newest.slice(0, listed)) console.log(toLine(letter));
  if (total > listed) console.log(`… and ${total - listed} more`);
  console.log(
    '\nSee one: npm run jobs -- show <id>   Send again: npm run jobs -- replay <id> | --all',
  );
}

function toLine({ id, queue, event, attempts, failedAt, reason }: DeadLetter): string {
  const tried = `${attempts} attempt${attempts === 1 ? '' : 's'}`;
  const firstLine = reason.split('\n')[0]!.slice(0, 200);
  return `${id}  ${queue}  ${event.name}  ${tried}  ${failedAt.toISOString()}  ${firstLine}`;
}

async function show(broker: Broker, id: string, queue?: string): Promise<void> {
  const letters = await broker.deadLetters({ queue, limit: Infinity });
  const found = letters.filter((letter) => letter.id === id);
  if (found.length === 0) throw new JobsError(`There is no dead letter ${id}.`);
  for (const { stacks, ...letter } of found) {
    console.log(JSON.stringify(letter, undefined, 2));
    for (const stack of stacks) console.log(styleText('dim', stack));
  }
}

async function replay(broker: Broker, id: string, queue?: string): Promise<void> {
  const { replayed, expired } = await broker.replay(id, queue);
  for (const letter of replayed) console.log(`${letter.id}  ${letter.queue}  sent again`);
  for (const letter of expired)
    console.error(
      `${letter.id}  ${letter.queue}  not sent: so old that its effect could be applied twice`,
    );
  if (replayed.length + expired.length === 0 && id !== 'all')
    throw new JobsError(`There is no dead letter ${id}.`);
  console.log(`${replayed.length} sent again.`);
  if (expired.length > 0) process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  const { message, code } = error as NodeJS.ErrnoException;
  const expected = error instanceof JobsError || code?.startsWith('ERR_PARSE_ARGS');
  console.error(expected ? message : error);
  process.exit(1);
}
