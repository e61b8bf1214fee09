/**
 * `npm run chaos -- --seed N --minutes M --broker postgres|redis`: a run as long as you like. Prints
 * its seed, each fault with its time, and the figures; ends with code 1 when anything does not add up.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { formatReport } from './report.js';
import { runChaos } from './run-chaos.js';
import { createSchedule, describeFault } from './schedule.js';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    minutes: { type: 'string', default: '1' },
    broker: { type: 'string', default: 'postgres' },
    rate: { type: 'string', default: '12' },
    /** Only prints the schedule. */
    dry: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed ?? randomInt(1, 1_000_000));
const seconds = Number(values.minutes) * 60;
const ordersPerSecond = Number(values.rate);
const { broker } = values;

if (!Number.isInteger(seed) || !(seconds > 0) || !(ordersPerSecond > 0))
  throw new Error('--seed must be a whole number, --minutes and --rate above 0.');
if (broker !== 'postgres' && broker !== 'redis')
  throw new Error('--broker must be postgres or redis.');

if (values.dry)
  for (const fault of createSchedule(seed, seconds * 1_000))
    console.log(`${(fault.atMs / 1_000).toFixed(1).padStart(6)} s  ${describeFault(fault)}`);
else {
  const result = await runChaos({ seed, seconds, broker, ordersPerSecond, log: console.log });
  console.log(`\n${formatReport(result)}`);
  if (result.breaches.length > 0) process.exitCode = 1;
}
