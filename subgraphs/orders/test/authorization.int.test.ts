import { readFileSync } from 'node:fs';
import { rootOperations } from '@tributary/service/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guest } from '@tributary/service';
import { customer, startHarness } from './harness.js';

const sdl = readFileSync(new URL('../src/schema.graphql', import.meta.url), 'utf8');
let harness: Awaited<ReturnType<typeof startHarness>>;
beforeAll(async () => void (harness = await startHarness()));
afterAll(() => harness.close());

const codeOf = async (answer: ReturnType<typeof harness.graphql>) =>
  (await answer).errors?.[0]?.extensions.code;

const operations = rootOperations(sdl);

/** The gateway refuses by the schema's directives; whoever comes past it meets the same refusal. */
describe('a subgraph, asked directly,', () => {
  it.each(operations)('demands $demands for $field', async ({ query, demands }) => {
    const isRefused = (await codeOf(harness.graphql(query, {}, guest))) === 'UNAUTHENTICATED';
    expect(isRefused).toBe(demands !== 'nothing');
  });

  it.each(operations.filter(({ demands }) => demands === 'a scope or policy'))(
    'refuses $field to a customer',
    async ({ query }) =>
      expect(await codeOf(harness.graphql(query, {}, customer()))).toBe('FORBIDDEN'),
  );
});

it.each(['cart { totalQuantity }', 'orders { edges { cursor } }'])(
  'User.%s, asked directly, demands a user',
  async (field) => {
    const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { ${field} } } }`;
    const { userId: id } = customer();
    const variables = { r: [{ __typename: 'User', id }] };
    expect(await codeOf(harness.graphql(query, variables, guest))).toBe('UNAUTHENTICATED');
    expect(await codeOf(harness.graphql(query, variables, customer()))).toBe('FORBIDDEN');
  },
);
