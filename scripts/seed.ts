/**
 * `npm run seed -- --products N`: the demo accounts and at least N demo products (three variants each
 * on average), in the databases that USERS_DATABASE_URL and INVENTORY_DATABASE_URL name, or else in
 * the embedded ones, which are started for it when they are not up. Adds only what is missing.
 */
import { parseArgs } from 'node:util';
import { runningEmbedded, startEmbedded } from '@tributary/embedded';
import { seedCatalogue } from '../subgraphs/inventory/src/seed.js';
import { seedUsers } from '../subgraphs/users/src/seed.js';
import { createProgress } from './progress.js';
import { dataDir, root } from './stack.js';

const productsMax = 1_000_000;
const variables = ['USERS_DATABASE_URL', 'INVENTORY_DATABASE_URL'] as const;

interface Databases {
  users: string;
  inventory: string;
  stop: () => Promise<void>;
}

try {
  await seed(readProducts());
} catch (error) {
  console.error(`seed: ${(error as Error).message}`);
  process.exitCode = 1;
}

async function seed(products: number): Promise<void> {
  const startedAt = Date.now();
  const databases = await openDatabases();
  const progress = createProgress('products');
  try {
    await seedUsers(databases.users);
    const { inventory: databaseUrl } = databases;
    const added = await seedCatalogue({
      databaseUrl,
      products,
      onProgress: (done, total) => progress.show(done, total),
    });
    progress.end();
    const seconds = ((Date.now() - startedAt) / 1_000).toFixed(1);
    console.log(
      added.products > 0
        ? `Added ${added.products} products with ${added.variants} variants in ${seconds} s.`
        : `The first ${products} demo products are there already; nothing was added.`,
    );
  } finally {
    progress.end();
    await databases.stop();
  }
}

/** @throws Error for anything but a number of products */
function readProducts(): number {
  const { values } = parseArgs({ options: { products: { type: 'string', default: '240' } } });
  const products = Number(values.products);
  if (Number.isInteger(products) && products >= 1 && products <= productsMax) return products;
  throw new Error(`--products must be from 1 to ${productsMax}, not "${values.products}".`);
}

/** @throws Error when only one of the variables is set */
async function openDatabases(): Promise<Databases> {
  const missing = variables.filter((name) => !process.env[name]);
  if (missing.length === 0) return toDatabases(process.env, async () => {});
  if (missing.length < variables.length) throw new Error(`Set ${missing.join()} too, or neither.`);
  const running = await runningEmbedded(dataDir);
  if (running) return toDatabases(running.env, async () => {});
  const started = await startEmbedded({ dataDir, port: 0, migrationsRoot: root });
  return toDatabases(started.env, () => started.stop());
}

function toDatabases(env: NodeJS.ProcessEnv, stop: () => Promise<void>): Databases {
  const [users, inventory] = variables.map((name) => env[name]!);
  return { users: users!, inventory: inventory!, stop };
}
