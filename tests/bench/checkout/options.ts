/** What `npm run bench:checkout` understands. */
import { parseArgs } from 'node:util';
import { hasRedis } from '../../support/redis.js';

export type BrokerName = 'postgres' | 'redis';

export interface Options {
  brokers: readonly BrokerName[];
  /** Length of each of the two measured phases. */
  seconds: number;
  warmUpSeconds: number;
  /** Sessions opened before the clock starts. */
  shoppers: number;
  /** Shoppers on their way at the same time while the most is looked for. */
  workers: number;
  /** Fails below the targets. */
  require: boolean;
  json: boolean;
}

const usage = `Usage: npm run bench:checkout [-- options]
  --quick               a minute in all: short phases, to see that it works
  --seconds <n>         length of each of the two measured phases (30)
  --shoppers <n>        sessions, opened before the clock starts (1000)
  --workers <n>         shoppers on their way at once while the most is looked for (32)
  --broker <name>       postgres, redis or both (both; without a redis-server only postgres)
  --require             fails below the targets too, not only when something is wrong
  --json                prints the figures as JSON on stdout, everything else on stderr`;

/** @throws Error with what is wrong with the arguments */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      seconds: { type: 'string' },
      shoppers: { type: 'string', default: '1000' },
      workers: { type: 'string', default: '32' },
      broker: { type: 'string', default: 'both' },
      require: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const seconds = count('seconds', values.seconds ?? (values.quick ? '6' : '30'), 3_600);
  const workers = count('workers', values.workers, 1_000);
  return {
    brokers: readBrokers(values.broker),
    seconds,
    warmUpSeconds: Math.min(15, Math.ceil(seconds / 2)),
    shoppers: Math.max(4 * workers, count('shoppers', values.shoppers, 100_000)),
    workers,
    require: values.require,
    json: values.json,
  };
}

function count(name: string, text: string, max: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= max) return value;
  throw new Error(`--${name} must be a number from 1 to ${max}, not "${text}".\n\n${usage}`);
}

function readBrokers(name: string): readonly BrokerName[] {
  if (name === 'postgres') return ['postgres'];
  if (name === 'redis' && !hasRedis) throw new Error('There is no redis-server on this machine.');
  if (name === 'redis') return ['redis'];
  if (name === 'both') return hasRedis ? ['postgres', 'redis'] : ['postgres'];
  throw new Error(`--broker must be postgres, redis or both, not "${name}".`);
}
