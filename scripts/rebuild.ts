/**
 * `npm run rebuild [-- stock-levels known-prices buyers orders-search | all]`: makes what is derived anew, from the
 * ledger and from what the services announce, while the system runs. Without a name: all.
 *   stock-levels    stock levels and products in stock, from the ledger
 *   known-prices    the prices and names that orders falls back on, announced by inventory
 *   buyers          the names and addresses that staff finds orders by, announced by users
 *   orders-search   what orders are found by, from orders and buyers
 * It can be stopped at any time and run again. Works on the databases that *_DATABASE_URL name, else on the
 * embedded system that `npm start` runs.
 */
import { parseArgs } from 'node:util';
import { readEmbeddedConfig, runningEmbedded } from '@tributary/embedded';
import { StalledError } from '@tributary/messaging';
import { readConfig, variable } from '@tributary/service';
import { openInventoryRebuild } from '../subgraphs/inventory/src/rebuild.js';
import { openOrdersRebuild } from '../subgraphs/orders/src/rebuild.js';
import { openUsersRebuild } from '../subgraphs/users/src/rebuild.js';
import { createProgress } from './progress.js';
import { type Services, type Step, steps } from './rebuild-steps.js';

const open = {
  users: openUsersRebuild,
  orders: openOrdersRebuild,
  inventory: openInventoryRebuild,
};
const services = Object.keys(open) as (keyof Services)[];
const variableOf = (name: string) => `${name.toUpperCase()}_DATABASE_URL`;

try {
  const chosen = readSteps();
  await rebuild(chosen, await findDatabases(chosen));
} catch (error) {
  console.error(`rebuild: ${explain(error)}`);
  process.exitCode = 1;
}

async function rebuild(chosen: Step[], urls: Map<keyof Services, string>): Promise<void> {
  const opened = Object.fromEntries(
    [...urls].map(([name, url]) => [name, open[name](url)]),
  ) as unknown as Services;
  try {
    for (const step of chosen) await runStep(step, opened);
  } finally {
    for (const service of Object.values(opened) as Services[keyof Services][])
      await service.close();
  }
}

async function runStep(step: Step, opened: Services): Promise<void> {
  const progress = createProgress(step.counts);
  try {
    let [done, total] = [0, await step.total(opened)];
    const batches = step.run(opened);
    let turn = await batches.next();
    for (; !turn.done; turn = await batches.next()) {
      done += turn.value;
      // More may have come meanwhile.
      progress.show(done, (total = Math.max(total, done)));
    }
    progress.end();
    console.log(turn.value.summary);
    if (!turn.value.fault) return;
    console.error(`rebuild: ${turn.value.fault}`);
    process.exitCode = 1;
  } finally {
    progress.end();
  }
}

/** @throws Error for a name that is none */
function readSteps(): Step[] {
  const { positionals } = parseArgs({ allowPositionals: true });
  const isAll = positionals.length === 0 || positionals.includes('all');
  const unknown = positionals.filter((name) => name !== 'all' && !Object.hasOwn(steps, name));
  if (unknown.length > 0)
    throw new Error(
      `There is no "${unknown.join('" and no "')}" to rebuild. Name any of: ${Object.keys(steps).join(', ')}; or nothing, for all of them.`,
    );
  return Object.entries(steps).flatMap(([name, step]) =>
    isAll || positionals.includes(name) ? step : [],
  );
}

/** @throws Error when nothing runs here, or only some of the databases that are needed are named */
async function findDatabases(chosen: Step[]): Promise<Map<keyof Services, string>> {
  const needed = services.filter((name) => chosen.some(({ needs }) => needs.includes(name)));
  const url = variable.postgresUrl().optional();
  const named: Record<string, unknown> = readConfig(
    Object.fromEntries(needed.map((name) => [variableOf(name), url])),
  );
  const missing = needed.filter((name) => !named[variableOf(name)]);
  if (missing.length > 0 && missing.length < needed.length)
    throw new Error(`Set ${missing.map(variableOf).join(' and ')} too, or none of them.`);
  const env =
    missing.length === 0 ? named : (await runningEmbedded(readEmbeddedConfig().dataDir))?.env;
  if (!env)
    throw new Error(
      `Nothing is running here. Start the system with "npm start", or name its databases with ${needed.map(variableOf).join(', ')}.`,
    );
  return new Map(needed.map((name) => [name, env[variableOf(name)] as string]));
}

function explain(error: unknown): string {
  if (error instanceof StalledError)
    return `${error.message} Are the worker of ${error.subscriber} and the worker of who announces running, and their broker? "npm run jobs" shows whether events fail. What was announced is not lost; run this again when they are up.`;
  const { message, code } = error as NodeJS.ErrnoException;
  return message || code || String(error);
}
