import { readFileSync } from 'node:fs';
import { rootOperations } from '@tributary/service/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { as, startUsers, type Users } from './builders.js';
import { randomUUID } from 'node:crypto';

const sdl = readFileSync(new URL('../src/schema.graphql', import.meta.url), 'utf8');
let users: Users;
beforeAll(async () => void (users = await startUsers()));
afterAll(() => users.stop());

const customer = as(randomUUID());
const codeOf = async (answer: ReturnType<Users['ask']>) =>
  (await answer).errors?.[0]?.extensions.code;

const operations = rootOperations(sdl);

/** The gateway refuses by the schema's directives; whoever comes past it meets the same refusal. */
describe('a subgraph, asked directly,', () => {
  it.each(operations)('demands $demands for $field', async ({ query, demands }) => {
    const isRefused = (await codeOf(users.ask(query))) === 'UNAUTHENTICATED';
    expect(isRefused).toBe(demands !== 'nothing');
  });

  it.each(operations.filter(({ demands }) => demands === 'a scope or policy'))(
    'refuses $field to a customer',
    async ({ query }) =>
      expect(await codeOf(users.ask(query, {}, { identity: customer }))).toBe('FORBIDDEN'),
  );
});
