/** Carries faults out on the ground. Each function resolves when its fault is over and healed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { releaseEvents, repeatEvents, withholdEvents } from './event-faults.js';
import type { ServiceName } from './edges.js';
import type { Ground } from './ground.js';
import type { Fault } from './schedule.js';
import { type Step, steps } from './steps.js';

/** A step that nobody comes by for so long is given up: with a stopped upstream there is no work. */
const stepTimeoutMs = 10_000;
const delayMs = 300;
const skewFile = new URL('./clock-skew.mjs', import.meta.url).href;

/** Resolves to what became of it: `done`, or why it could not be. */
export async function inflict(ground: Ground, fault: Fault): Promise<string> {
  const { services, databases, edges } = ground;
  switch (fault.kind) {
    case 'kill':
      if (!services[fault.process].isUp()) return 'it was down already';
      await killAndRestart(ground, fault.process, fault.downMs);
      break;
    case 'kill at a step':
      return killAtStep(ground, steps[fault.step], fault.downMs);
    case 'update':
      if (!services[fault.process].isUp()) return 'it was down already';
      await services[fault.process].stop();
      services[fault.process].start();
      break;
    case 'database restart':
      await databases.stop(fault.how);
      await sleep(fault.downMs);
      await databases.start();
      break;
    case 'broker restart':
      await restartBroker(ground, fault.how, fault.downMs);
      break;
    case 'broker full':
      await fillBroker(ground, fault.forMs);
      break;
    case 'network': {
      const proxy = edges.proxies[fault.edge];
      if (fault.how === 'cut') proxy.cut();
      else if (fault.how === 'delay') proxy.delay(delayMs);
      else proxy.silence();
      await sleep(fault.forMs);
      proxy.heal({ forget: fault.how === 'forget' });
      break;
    }
    case 'duplicates':
      await repeatEvents(ground, fault.database, fault.events);
      break;
    case 'reordering':
      await withholdEvents(ground, fault.database, fault.forMs);
      break;
    case 'clock skew':
      if (!services[fault.process].isUp()) return 'it was down already';
      await services[fault.process].kill();
      services[fault.process].start({
        NODE_OPTIONS: `--import ${skewFile}`,
        TRIBUTARY_CHAOS_SKEW_MS: String(fault.skewMs),
      });
      await sleep(fault.forMs);
      if (services[fault.process].isUp()) await killAndRestart(ground, fault.process, 0);
      break;
  }
  return 'done';
}

async function killAndRestart(ground: Ground, name: ServiceName, downMs: number): Promise<void> {
  const service = ground.services[name];
  await service.kill();
  await sleep(downMs);
  service.start();
}

async function killAtStep(ground: Ground, step: Step, downMs: number): Promise<string> {
  const service = ground.services[step.process];
  const action = () => service.kill();
  const { tripped, disarm } = ground.edges.proxies[step.edge].arm({ ...step.wire, action });
  const came = await Promise.race([tripped.then(() => true), sleep(stepTimeoutMs, false)]);
  disarm();
  if (!came && service.isUp()) return 'nobody came by';
  await sleep(downMs);
  service.start();
  return 'done';
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
    await jobsDatabase(ground, 'ALTER DATABASE jobs ALLOW_CONNECTIONS true');
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
  await emptyBroker(ground);
}

async function emptyBroker(ground: Ground): Promise<void> {
  if (ground.redis) await ground.redis.command('CONFIG', 'SET', 'maxmemory', '0');
  else await jobsDatabase(ground, 'ALTER DATABASE jobs RESET default_transaction_read_only');
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
  for (const name of ['users', 'orders', 'inventory'] as const) await releaseEvents(ground, name);
  const all = Object.values(ground.services);
  all.forEach((service) => service.start());
  await Promise.all(all.map((service) => service.ready(60_000)));
}
