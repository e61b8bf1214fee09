/** What callers may not see, where answers are kept for others or come in parts. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTokenIssuer, type TokenIssuer } from './access-tokens.js';
import { type GuardedGraph, startGuardedGraph } from './guarded-graph.js';
import { ask, createKeyPair, type RunningGateway, startGateway } from './running-gateway.js';

let graph: GuardedGraph;
let issuer: TokenIssuer;
let gateway: RunningGateway;

beforeAll(async () => {
  graph = await startGuardedGraph('max-age=60, public');
  issuer = await startTokenIssuer();
  gateway = await startGateway({
    supergraphSdl: graph.supergraphSdl,
    identityKey: (await createKeyPair()).privateKey,
    config: { jwksUrl: issuer.jwksUrl },
  });
});
afterAll(async () => {
  await gateway.close();
  await issuer.close();
  await graph.close();
});

/** Often enough to be planned, compiled, kept and remembered by its text. */
async function askOften(query: string, headers: Record<string, string> = {}) {
  let answer = await ask(gateway, query, headers);
  for (let again = 0; again < 4; again++) answer = await ask(gateway, query, headers);
  return answer;
}

describe('answers that are kept', () => {
  test('are no answers to callers who may not see them', async () => {
    const query = `{ me { name email } }`;
    const own = await askOften(query, await issuer.bearer());
    expect(own.data.me.email).toBe('u1@example.com');
    const guests = await askOften(query);
    expect(guests.data).toEqual({ me: { name: 'User 1', email: null } });
  });

  test('are public only where nothing is demanded', async () => {
    const open = await askOften(`{ me { name } }`);
    expect(open.headers.get('cache-control')).toMatch(/^max-age=\d+, public$/);
    const guarded = await askOften(`{ me { email } }`, await issuer.bearer());
    expect(guarded.headers.get('cache-control')).toMatch(/^max-age=\d+, private$/);
    const refused = await askOften(`{ me { email } }`);
    expect(refused.headers.get('cache-control')).toBe('no-store');
  });
});

describe('a deferred part', () => {
  const query = `{ me { name ... @defer { email } } }`;
  const inParts = { accept: 'multipart/mixed;deferSpec=20220824,application/json' };
  const readText = async (headers: Record<string, string>) => {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...inParts, ...headers },
      body: JSON.stringify({ query }),
    });
    return response.text();
  };

  test('is neither fetched nor sent to a caller who may not see it', async () => {
    expect(await readText(await issuer.bearer())).toContain('u1@example.com');
    graph.asked.people.length = 0;
    const text = await readText({});
    expect(text).toContain('UNAUTHENTICATED');
    expect(text).not.toContain('u1@example.com');
    expect(graph.asked.people.join()).not.toContain('email');
  });
});
