import { readFileSync } from 'node:fs';
import { rootOperations } from '@tributary/service/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guest } from '@tributary/service';
import { customer, type Inventory, startInventory } from './builders.js';

const sdl = readFileSync(new URL('../src/schema.graphql', import.meta.url), 'utf8');
let inventory: Inventory;
beforeAll(async () => void (inventory = await startInventory()));
afterAll(() => inventory.close());

const codeOf = async (answer: ReturnType<Inventory['ask']>) =>
  (await answer).errors?.[0]?.extensions.code;

const operations = rootOperations(sdl);

/** The gateway refuses by the schema's directives; whoever comes past it meets the same refusal. */
describe('a subgraph, asked directly,', () => {
  it.each(operations)('demands $demands for $field', async ({ query, demands }) => {
    const isRefused = (await codeOf(inventory.ask(query, {}, guest))) === 'UNAUTHENTICATED';
    expect(isRefused).toBe(demands !== 'nothing');
  });

  it.each(operations.filter(({ demands }) => demands === 'a scope or policy'))(
    'refuses $field to a customer',
    async ({ query }) => expect(await codeOf(inventory.ask(query, {}, customer))).toBe('FORBIDDEN'),
  );
});
