/** Carries faults out on the ground. Each function resolves when its fault is over and healed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { releaseMails } from './drain.js';
import { releaseEvents, repeatEvents, withholdEvents } from './event-faults.js';
import type { ServiceName } from './edges.js';
import type { Ground } from './ground.js';
import type { ServiceProcess } from './service-process.js';
import { type Fault, type FaultKind, type FaultOf, serviceDatabases } from './schedule.js';
import { type Step, steps } from './steps.js';

/** A step that nobody comes by for so long is given up: with a stopped upstream there is no work. */
const stepTimeoutMs = 10_000;
const delayMs = 300;
const skewFile = new URL('./clock-skew.mjs', import.meta.url).href;

/** Nothing, or why it could not be done. */
type Outcome = string | undefined;
type Inflict<K extends FaultKind> = (ground: Ground, fault: FaultOf<K>) => Promise<Outcome | void>;

const inflictions: { [K in FaultKind]: Inflict<K> } = {
  kill: (ground, { process, downMs }) =>
    ifUp(ground, process, () => killAndRestart(ground, process, downMs)),
  'kill at a step': (ground, { step, downMs }) => killAtStep(ground, steps[step], downMs),
  update: (ground, { process }) =>
    ifUp(ground, process, async (service) => {
      await service.stop();
      service.start();
    }),
  async 'database restart'({ databases }, { how, downMs }) {
    await databases.stop(how);
    await sleep(downMs);
    await databases.start();
  },
  'broker restart': (ground, { how, downMs }) => restartBroker(ground, how, downMs),
  'broker full': (ground, { forMs }) => fillBroker(ground, forMs),
  async network({ edges }, { edge, how, forMs }) {
    const proxy = edges.proxies[edge];
    if (how === 'cut') proxy.cut();
    else if (how === 'delay') proxy.delay(delayMs);
    else proxy.silence();
    await sleep(forMs);
    proxy.heal({ forget: how === 'forget' });
  },
  duplicates: (ground, { database, events }) => repeatEvents(ground, database, events),
  reordering: (ground, { database, forMs }) => withholdEvents(ground, database, forMs),
  'clock skew': skewClock,
};

/** Resolves to what became of it: `done`, or why it could not be. */
export async function inflict(ground: Ground, fault: Fault): Promise<string> {
  const act = inflictions[fault.kind] as (ground: Ground, fault: Fault) => Promise<Outcome | void>;
  return (await act(ground, fault)) ?? 'done';
}

async function ifUp(
  { services }: Ground,
  name: ServiceName,
  act: (service: ServiceProcess) => Promise<void>,
): Promise<Outcome> {
  if (!services[name].isUp()) return 'it was down already';
  await act(services[name]);
  return undefined;
}

function skewClock(ground: Ground, { process, skewMs, forMs }: FaultOf<'clock skew'>) {
  const NODE_OPTIONS = `--import ${skewFile}`;
  return ifUp(ground, process, async (service) => {
    await service.kill();
    service.start({ NODE_OPTIONS, TRIBUTARY_CHAOS_SKEW_MS: String(skewMs) });
    await sleep(forMs);
    await killAndRestart(ground, process, 0);
  });
}

async function killAndRestart(ground: Ground, name: ServiceName, downMs: number): Promise<void> {
  const service = ground.services[name];
  await service.kill();
  await sleep(downMs);
  service.start();
}

async function killAtStep(ground: Ground, step: Step, downMs: number): Promise<Outcome> {
  const service = ground.services[step.process];
  const action = () => service.kill();
  const { tripped, disarm } = ground.edges.proxies[step.edge].arm({ ...step.wire, action });
  const came = await Promise.race([tripped.then(() => true), sleep(stepTimeoutMs, false)]);
  disarm();
  if (!came && service.isUp()) return 'nobody came by';
  await sleep(downMs);
  service.start();
  return undefined;
}

async function restartBroker(ground: Ground, how: 'fast' | 'crash', downMs: number): Promise<void> {
  const { redis } = ground;
  if (redis) {
    await redis.stop(how);
    await sleep(downMs);
    await redis.start();
  } else {
    await jobsDatabase(ground, 'ALTER DATABASE jobs ALLOW_CONNECTIONS false');
    await sleep(downMs);
    await untilDone(() => jobsDatabase(ground, 'ALTER DATABASE jobs ALLOW_CONNECTIONS true'));
  }
}

/**
 * The practical form of a full disk: Redis at its memory limit refuses writes with OOM (noeviction);
 * the jobs database in default_transaction_read_only refuses them with an error of its own.
 */
async function fillBroker(ground: Ground, forMs: number): Promise<void> {
  const { redis } = ground;
  if (redis) await redis.command('CONFIG', 'SET', 'maxmemory', '1mb');
  else await jobsDatabase(ground, 'ALTER DATABASE jobs SET default_transaction_read_only = on');
  await sleep(forMs);
  await untilDone(() => emptyBroker(ground));
}

async function emptyBroker(ground: Ground): Promise<void> {
  if (ground.redis) await ground.redis.command('CONFIG', 'SET', 'maxmemory', '0');
  else await jobsDatabase(ground, 'ALTER DATABASE jobs RESET default_transaction_read_only');
}

/** Another fault may have taken the server away in the meantime: its end must not be missed. */
async function untilDone(work: () => Promise<void>): Promise<void> {
  for (let tries = 20; ; tries--) {
    try {
      return await work();
    } catch (error) {
      if (tries === 0) throw error;
      await sleep(500);
    }
  }
}

/** Changes the database, and ends the sessions that have not heard of it. */
async function jobsDatabase({ databases }: Ground, statement: string): Promise<void> {
  await databases.query('postgres', statement);
  await databases.query(
    'postgres',
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'jobs'`,
  );
}

/** Undoes whatever a fault may have left behind, and starts what is down. */
export async function healAll(ground: Ground): Promise<void> {
  ground.edges.heal();
  await ground.databases.start();
  await ground.redis?.start();
  if (!ground.redis) await jobsDatabase(ground, 'ALTER DATABASE jobs ALLOW_CONNECTIONS true');
  await emptyBroker(ground);
  for (const name of serviceDatabases) await releaseEvents(ground, name);
  await releaseMails(ground);
  const all = Object.values(ground.services);
  all.forEach((service) => service.start());
  await Promise.all(all.map((service) => service.ready(180_000)));
}
