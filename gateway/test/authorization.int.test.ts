import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startTokenIssuer, type TokenIssuer } from './access-tokens.js';
import { type GuardedGraph, startGuardedGraph } from './guarded-graph.js';
import {
  type Answer,
  ask,
  createKeyPair,
  type RunningGateway,
  startGateway,
  until,
} from './running-gateway.js';

let graph: GuardedGraph;
let issuer: TokenIssuer;
let gateway: RunningGateway;

beforeAll(async () => {
  graph = await startGuardedGraph();
  issuer = await startTokenIssuer();
  gateway = await startGateway({
    supergraphSdl: graph.supergraphSdl,
    identityKey: (await createKeyPair()).privateKey,
    config: { jwksUrl: issuer.jwksUrl },
    env: { AUTHORIZATION_POLICIES: 'auditor=ADMIN|audit:read,owner=CUSTOMER' },
  });
});
afterEach(() => {
  graph.asked.people.length = 0;
  graph.asked.letters.length = 0;
});
afterAll(async () => {
  await gateway.close();
  await issuer.close();
  await graph.close();
});

const callers = {
  guest: () => Promise.resolve({}),
  customer: () => issuer.bearer(),
  staff: () => issuer.bearer({ sub: 'sam', roles: ['STAFF'] }),
  admin: () => issuer.bearer({ sub: 'amy', roles: ['ADMIN'] }),
  reader: () => issuer.bearer({ sub: 'rita', roles: [], scope: 'people:read people:list' }),
  halfReader: () => issuer.bearer({ sub: 'hal', roles: [], scope: ['people:read'] }),
  auditor: () => issuer.bearer({ sub: 'otto', roles: [], scope: 'audit:read' }),
};

/** Runs it three times: planned, compiled and remembered operations must not differ. */
async function askAs(caller: keyof typeof callers, query: string, variables = {}) {
  const headers = await callers[caller]();
  const first = await ask(gateway, query, headers, variables);
  for (let again = 0; again < 2; again++) {
    const { data, errors } = await ask(gateway, query, headers, variables);
    expect({ data, errors }).toEqual({ data: first.data, errors: first.errors });
  }
  return first;
}

const pathsOf = ({ errors = [] }: Answer) => errors.map(({ path }) => path?.join('.'));
const codesOf = ({ errors = [] }: Answer) => [
  ...new Set(errors.map(({ extensions }) => extensions.code)),
];
const asked = () => [...graph.asked.people, ...graph.asked.letters].join('\n');

describe('a guest at an @authenticated field', () => {
  test('gets null there and a coded error, and all the rest', async () => {
    const answer = await askAs('guest', `{ me { name email } }`);
    expect(answer.status).toBe(200);
    expect(answer.data).toEqual({ me: { name: 'User 1', email: null } });
    expect(answer.errors).toEqual([
      {
        message: 'Sign in first: this needs a valid access token.',
        path: ['me', 'email'],
        extensions: { code: 'UNAUTHENTICATED', reason: 'UNAUTHORIZED_FIELD_OR_TYPE' },
      },
    ]);
    expect(asked()).not.toContain('email');
  });

  test('of every object of a list is told of each', async () => {
    const answer = await askAs('guest', `{ people { name friends { mail: email } } }`);
    expect(answer.data.people[0]).toEqual({
      name: 'User 1',
      friends: [{ mail: null }, { mail: null }],
    });
    expect(pathsOf(answer)).toEqual([
      'people.0.friends.0.mail',
      'people.0.friends.1.mail',
      'people.1.friends.0.mail',
      'people.1.friends.1.mail',
    ]);
    expect(asked()).not.toContain('email');
  });

  test('causes no fetch when nothing is left', async () => {
    const answer = await askAs('guest', `{ pin level secrets: audit }`);
    expect(answer.data).toEqual({ pin: null, level: null, secrets: null });
    expect(pathsOf(answer)).toEqual(['pin', 'level', 'secrets']);
    expect(asked()).toBe('');
  });

  test('does not see a key that the gateway itself has to fetch', async () => {
    const answer = await askAs('guest', `{ me { number: badge name badge letters { subject } } }`);
    expect(graph.asked.people[0]).toContain('badge');
    const me = { number: null, name: 'User 1', badge: null, letters: [{ subject: 'Subject' }] };
    expect(answer.data).toEqual({ me });
    expect(pathsOf(answer)).toEqual(['me.number', 'me.badge']);
  });
});

describe('null for a field that may not be null', () => {
  test('takes its object with it', async () => {
    const answer = await askAs('customer', `{ me { name salary } }`);
    expect(answer.data).toEqual({ me: null });
    expect(pathsOf(answer)).toEqual(['me.salary']);
    expect(codesOf(answer)).toEqual(['FORBIDDEN']);
    expect(asked()).not.toContain('salary');
  });

  test('goes up to the root where it must', async () => {
    const answer = await askAs('customer', `{ me { name } people { salary } }`);
    expect(answer.data).toBeNull();
    expect(codesOf(answer)).toEqual(['FORBIDDEN']);
  });
});

describe('what the directives name', () => {
  test('scopes: all of one alternative, from roles or from the token', async () => {
    const staff = `{ staff { id } }`;
    for (const caller of ['staff', 'admin', 'reader'] as const)
      expect((await askAs(caller, staff)).data).toEqual({ staff: [{ id: 'u3' }] });
    graph.asked.people.length = 0;
    for (const caller of ['customer', 'halfReader'] as const)
      expect(codesOf(await askAs(caller, staff))).toEqual(['FORBIDDEN']);
    expect(codesOf(await askAs('guest', staff))).toEqual(['UNAUTHENTICATED']);
    expect(asked()).toBe('');
  });

  test('policies: a role or a scope; one that is not known is met by nobody', async () => {
    for (const caller of ['admin', 'auditor'] as const)
      expect((await askAs(caller, `{ audit }`)).data).toEqual({ audit: ['seen'] });
    expect(codesOf(await askAs('staff', `{ audit }`))).toEqual(['FORBIDDEN']);
    expect(codesOf(await askAs('admin', `{ nowhere }`))).toEqual(['FORBIDDEN']);
  });

  test('a scalar and an enum, wherever a field returns them', async () => {
    expect((await askAs('customer', `{ pin level }`)).data).toEqual({ pin: '4711', level: 'HIGH' });
  });
});

describe('behind', () => {
  test('aliases and fragments', async () => {
    const answer = await askAs(
      'guest',
      `query ($yes: Boolean = true) {
        me { ...Contact ... @include(if: $yes) { again: email } unseen: email @skip(if: $yes) }
      }
      fragment Contact on User { name friends { ...Mail } }
      fragment Mail on User { email }`,
    );
    expect(answer.data).toEqual({
      me: { name: 'User 1', friends: [{ email: null }, { email: null }], again: null },
    });
    expect(pathsOf(answer)).toEqual(['me.friends.0.email', 'me.friends.1.email', 'me.again']);
    expect(asked()).not.toContain('email');
  });

  test('an interface: a field that one implementation guards is guarded for all', async () => {
    const answer = await askAs('guest', `{ items { id title } }`);
    expect(answer.data).toEqual({
      items: [
        { id: 'b', title: null },
        { id: 'f', title: null },
      ],
    });
    expect(asked()).not.toContain('title');
  });

  test('an interface: by type it is guarded where it is', async () => {
    const query = `{ items { id ... on Book { title } ... on Film { title price maker { name } } } }`;
    const answer = await askAs('guest', query);
    expect(answer.data).toBeNull();
    expect(pathsOf(answer)).toEqual(['items.1.title', 'items.1.price']);
    const shown = await askAs(
      'guest',
      `{ items { id ... on Book { title } ... on Film { title } } }`,
    );
    expect(shown.data.items).toEqual([
      { id: 'b', title: 'A book' },
      { id: 'f', title: null },
    ]);
    expect(pathsOf(shown)).toEqual(['items.1.title']);
    expect(asked()).not.toMatch(/Film\s*\{[^}]*(title|price)/);
  });

  test('a union: of a guarded member no field is seen', async () => {
    const answer = await askAs('guest', `{ things { ... on Note { text } ... on Memo { text } } }`);
    expect(answer.data.things).toEqual([{ text: 'A note' }, { text: null }]);
    expect(pathsOf(answer)).toEqual(['things.1.text']);
    expect(asked()).not.toMatch(/Memo\s*\{\s*text/);
  });

  test('@requires', async () => {
    const answer = await askAs('guest', `{ me { name greeting letters { subject } } }`);
    expect(answer.data.me).toEqual({
      name: 'User 1',
      greeting: null,
      letters: [{ subject: 'Subject' }],
    });
    expect(asked()).not.toContain('email');
    expect((await askAs('customer', `{ me { greeting } }`)).data.me.greeting).toBe(
      'Dear u1@example.com',
    );
  });

  test('another subgraph', async () => {
    const query = `{ me { letters { subject body } } }`;
    const refused = await askAs('staff', query);
    expect(refused.data.me.letters).toEqual([{ subject: 'Subject', body: null }]);
    expect(asked()).not.toContain('body');
    expect((await askAs('customer', query)).data.me.letters[0].body).toBe('Body');
  });
});

describe('a mutation', () => {
  test('that the caller may not call is not called; the others are', async () => {
    const answer = await askAs(
      'guest',
      `mutation { a: greet(name: "A") rename(name: "B") { name } }`,
    );
    expect(answer.data).toEqual({ a: 'Hello A', rename: null });
    expect(asked()).not.toContain('rename');
    const refused = await askAs('customer', `mutation { dismiss(id: 1) }`);
    expect([refused.data, codesOf(refused)]).toEqual([null, ['FORBIDDEN']]);
    expect(asked()).not.toContain('dismiss');
    expect((await askAs('staff', `mutation { dismiss(id: 1) }`)).data).toEqual({ dismiss: true });
  });
});

describe('one operation', () => {
  test('answers each caller by their own rights, in any order', async () => {
    const query = `{ people { email } staff { id } audit }`;
    const seen = async (caller: keyof typeof callers) => {
      const { data } = await askAs(caller, query);
      return data && [data.people[0].email !== null, data.audit !== null];
    };
    for (let round = 0; round < 2; round++) {
      expect(await seen('guest')).toBeNull();
      expect(await seen('staff')).toEqual([true, false]);
      expect(await seen('admin')).toEqual([true, true]);
      expect(await seen('customer')).toBeNull();
    }
  });

  test('may not pass a field off as the type of its object', async () => {
    const answer = await askAs(
      'guest',
      `{ things { __typename: __typename } me { __typename: name } }`,
    );
    expect(answer.status).toBe(400);
    expect(codesOf(answer)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  });

  test('shows in its plan what is fetched, and nothing of the rest', async () => {
    const headers = { 'x-query-plan': '1' };
    const answer = await ask(gateway, `{ me { name email } }`, headers);
    expect(JSON.stringify(answer.extensions)).toContain('name');
    expect(JSON.stringify(answer.extensions)).not.toContain('email');
  });

  test('that asks for the schema besides is answered, schema and all', async () => {
    const answer = await askAs(
      'guest',
      `{ __type(name: "User") { fields { name } } me { name email } }`,
    );
    expect(answer.data.__type.fields).toContainEqual({ name: 'email' });
    expect(answer.data.me).toEqual({ name: 'User 1', email: null });
  });
});

describe('a supergraph that changes in nothing but its requirements', () => {
  test('is taken up', async () => {
    const own = await startGateway({
      supergraphSdl: graph.supergraphSdl,
      identityKey: (await createKeyPair()).privateKey,
    });
    try {
      const read = async () => (await ask(own, `{ me { email } }`)).data.me.email as unknown;
      expect(await read()).toBeNull();
      await own.replaceSupergraph(
        graph.supergraphSdl.replaceAll(/(email: .*) @authenticated/g, '$1'),
      );
      await until('the field is open', async () => (await read()) === 'u1@example.com');
      await own.replaceSupergraph(graph.supergraphSdl);
      await until('the field is guarded', async () => (await read()) === null);
    } finally {
      await own.close();
    }
  });
});
