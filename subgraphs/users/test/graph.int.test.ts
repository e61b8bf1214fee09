import { sqlStatements } from '@tributary/service';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoPassword, demoUsers, seedUsers } from '../src/seed.js';
import { address, as, operations, registerSomebody, startUsers, type Users } from './builders.js';

let users: Users;
beforeAll(async () => {
  users = await startUsers();
  await seedUsers(users.database.url);
});
afterAll(() => users.stop());

const staff = as(demoUsers.staff.id, null, 'STAFF');
const ada = as(demoUsers.ada.id);
const entities =
  'query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { id name } } }';

const scopes: Record<string, string> = {
  'staff@example.com': 'staff',
  'admin@example.com': 'staff admin',
};

async function statementsOf(work: () => Promise<unknown>): Promise<number> {
  const before = (await sqlStatements.get()).values[0]?.value ?? 0;
  await work();
  return ((await sqlStatements.get()).values[0]?.value ?? 0) - before;
}

describe('the seed', () => {
  it('makes the demo accounts once, and they can sign in', async () => {
    expect(await seedUsers(users.database.url)).toBe(0);
    for (const { email, name } of Object.values(demoUsers)) {
      const input = { email, password: demoPassword };
      const { data } = await users.ask(operations.login, { input });
      expect(data.outcome.user).toMatchObject({ email, name });
      expect(decodeJwt(data.outcome.accessToken as string)['scope']).toBe(scopes[email]);
    }
    const events = await users.rows(
      `SELECT key FROM outbox WHERE name = 'UserRegistered' ORDER BY key`,
    );
    expect(events.map((event) => event.key)).toEqual(
      Object.values(demoUsers).map((user) => user.id),
    );
  });

  it('gives ada one address', async () => {
    const { data } = await users.ask(
      '{ me { addresses { city country } emailVerified } }',
      {},
      { identity: ada },
    );
    expect(data.me).toEqual({
      addresses: [{ city: 'London', country: 'GB' }],
      emailVerified: true,
    });
  });
});

describe('a user', () => {
  it('sees everything of themselves, and a guest is nobody', async () => {
    const { data } = await users.ask(
      '{ me { id email name roles createdAt emailVerified addresses { id } sessions { id } } }',
      {},
      { identity: ada },
    );
    const { id, email, name, roles } = demoUsers.ada;
    expect(data.me).toMatchObject({
      id,
      email,
      name,
      roles,
      createdAt: '2025-11-20T09:00:00.000Z',
    });
    expect((await users.ask('{ me { id } }')).data.me).toBeNull();
  });

  it('is found by id by themselves and by staff, and is null for others', async () => {
    const find = async (id: string, identity = ada) =>
      (await users.ask('query ($id: ID!) { user(id: $id) { email } }', { id }, { identity })).data
        .user;
    expect(await find(demoUsers.ada.id)).toEqual({ email: 'ada@example.com' });
    expect(await find(demoUsers.ada.id, staff)).toEqual({ email: 'ada@example.com' });
    expect(await find(demoUsers.staff.id)).toBeNull();
    expect(await find('no-uuid', staff)).toBeNull();
    expect(await find('019aa07d-f280-7000-8000-00000000ffff', staff)).toBeNull();
  });

  it('shows others a name, staff an address as well, and nobody else the sessions', async () => {
    const resolve = (fields: string, identity: ReturnType<typeof as> | undefined) =>
      users.ask(
        `query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { ${fields} } } }`,
        { r: [{ __typename: 'User', id: demoUsers.ada.id }] },
        identity ? { identity } : {},
      );
    const { identity } = await registerSomebody(users);
    expect((await resolve('name', identity)).data._entities).toEqual([{ name: 'Ada Lovelace' }]);
    for (const field of ['email', 'addresses { city }', 'sessions { id }']) {
      const { errors } = await resolve(field, identity);
      const code = errors?.[0]?.extensions.code;
      expect({ field, code }).toEqual({ field, code: 'FORBIDDEN' });
    }
    const seen = await resolve('email addresses { city }', staff);
    expect(seen.data._entities).toEqual([
      { email: 'ada@example.com', addresses: [{ city: 'London' }] },
    ]);
    expect((await resolve('sessions { id }', staff)).errors?.[0]?.extensions.code).toBe(
      'FORBIDDEN',
    );
    expect((await resolve('name', undefined)).data._entities).toEqual([null]);
  });
});

describe('the list of users', () => {
  const list = `query ($first: Int, $after: String, $search: String) {
    users(first: $first, after: $after, search: $search) {
      totalCount edges { cursor node { name email addresses { city } } } pageInfo { hasNextPage endCursor } } }`;
  const ask = (variables: object, identity = staff) => users.ask(list, variables, { identity });

  beforeAll(async () => {
    for (let i = 0; i < 5; i++) await registerSomebody(users, { name: `Zaphod ${i}%_ Beeble` });
  });

  it('is for staff', async () => {
    expect((await ask({}, ada)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await users.ask(list)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });

  it('is walked page by page, newest first, without gap or repetition', async () => {
    const names: string[] = [];
    for (let after: string | null = null; ;) {
      const { data } = await ask({ first: 2, after, search: 'zaphod' });
      expect(data.users.totalCount).toBe(5);
      names.push(...data.users.edges.map((edge: { node: { name: string } }) => edge.node.name));
      if (!data.users.pageInfo.hasNextPage) break;
      after = data.users.pageInfo.endCursor;
    }
    expect(names).toEqual([4, 3, 2, 1, 0].map((i) => `Zaphod ${i}%_ Beeble`));
  });

  it('searches by any part of name or address, and takes wildcards at their word', async () => {
    const found = async (search: string) => (await ask({ search })).data.users.totalCount;
    expect(await found('LOVELACE')).toBe(1);
    expect(await found('dmin@exam')).toBe(1);
    expect(await found('3%_')).toBe(1);
    expect(await found('%d%')).toBe(0);
    expect(await found("'; DROP TABLE users; --")).toBe(0);
  });

  it('uses the trigram indexes to search', async () => {
    await users.rows(`INSERT INTO users (id, email, name, password_hash, roles, created_at)
      SELECT gen_random_uuid(), md5(i::text) || '@bulk.test', md5((i * 7)::text), 'x', '{CUSTOMER}', now()
      FROM generate_series(1, 20000) i`);
    await users.rows('ANALYZE users');
    const plan = await users.rows(`EXPLAIN SELECT count(*) FROM users
      WHERE erased_at IS NULL AND (name ILIKE '%lovelace%' OR email ILIKE '%lovelace%')`);
    const text = plan.map((row) => row['QUERY PLAN']).join('\n');
    expect(text).toContain('users_name_trgm_idx');
    expect(text).toContain('users_email_trgm_idx');
    await users.rows(`DELETE FROM users WHERE email LIKE '%@bulk.test'`);
  });

  it('takes as many SQL statements for 50 accounts as for one', async () => {
    for (let i = 0; i < 50; i++)
      await users.store.insertAccount({
        id: `019aa07d-f290-7000-8000-0000000000${String(i).padStart(2, '0')}`,
        email: `many-${i}@shop.test`,
        name: 'Many',
        passwordHash: 'x',
        roles: ['CUSTOMER'],
        emailVerifiedAt: null,
        createdAt: new Date(),
      });
    const one = await statementsOf(() => ask({ first: 1, search: 'Many' }));
    const fifty = await statementsOf(() => ask({ first: 50, search: 'Many' }));
    expect(one).toBeGreaterThan(0);
    expect(fifty).toBe(one);
  });
});

describe('references', () => {
  it('are resolved in their order with one statement, unknown ones as null', async () => {
    const ids = [
      ...Array.from(
        { length: 48 },
        (_, i) => `019aa07d-f290-7000-8000-0000000000${String(i).padStart(2, '0')}`,
      ),
      'no-uuid',
      '019aa07d-f280-7000-8000-00000000ffff',
    ];
    const r = ids.map((id) => ({ __typename: 'User', id }));
    const many = await statementsOf(async () => {
      const { data } = await users.ask(entities, { r }, { identity: ada });
      expect(data._entities.map((user: { id: string } | null) => user?.id ?? null)).toEqual([
        ...ids.slice(0, 48),
        null,
        null,
      ]);
    });
    const one = await statementsOf(() =>
      users.ask(entities, { r: r.slice(0, 1) }, { identity: ada }),
    );
    expect(many).toBe(one);
  });
});

describe('addresses', () => {
  const listOf = async (identity: ReturnType<typeof as>) =>
    (await users.ask('{ me { addresses { id line1 } } }', {}, { identity })).data.me.addresses;
  const save = (identity: ReturnType<typeof as>, input: object) =>
    users.ask(operations.saveAddress, { input }, { identity });

  it('have exactly one default, which is listed first', async () => {
    const { id: userId, identity } = await registerSomebody(users);
    const ids: string[] = [];
    for (const line1 of ['first', 'second', 'third']) {
      const { data } = await save(identity, { address: { ...address, line1 } });
      ids.push(data.saveAddress.id);
    }
    const defaults = async () =>
      (
        await users.rows('SELECT line1 FROM addresses WHERE user_id = $1 AND is_default', [userId])
      ).map((row) => row.line1);
    expect(await defaults()).toEqual(['first']);
    await save(identity, { id: ids[2], address: { ...address, line1: 'third' }, isDefault: true });
    expect(await defaults()).toEqual(['third']);
    expect((await listOf(identity))[0].line1).toBe('third');
    await save(identity, { id: ids[2], address: { ...address, line1: 'third, changed' } });
    expect(await defaults()).toEqual(['third, changed']);
    const remove = async (id: string) =>
      (await users.ask('mutation ($id: ID!) { deleteAddress(id: $id) }', { id }, { identity })).data
        .deleteAddress;
    expect(await remove(ids[2]!)).toBe(true);
    expect(await remove(ids[2]!)).toBe(false);
    expect(await remove('no-uuid')).toBe(false);
    expect(await defaults()).toEqual(['first']);
  });

  it('are 20 at most, also when they are saved at once', async () => {
    const { identity } = await registerSomebody(users);
    const answers = await Promise.all(
      Array.from({ length: 25 }, () => save(identity, { address, isDefault: true })),
    );
    const refused = answers.filter((answer) => answer.errors);
    expect(refused.map((answer) => answer.errors![0]!.extensions.code)).toEqual(
      Array(5).fill('BAD_USER_INPUT'),
    );
    expect(await listOf(identity)).toHaveLength(20);
  });

  it('can be changed by their owner only', async () => {
    const owner = await registerSomebody(users);
    const { data } = await save(owner.identity, { address });
    const stolen = { id: data.saveAddress.id, address: { ...address, line1: 'mine now' } };
    const { errors } = await save(ada, stolen);
    expect(errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    const gone = await users.ask('mutation ($id: ID!) { deleteAddress(id: $id) }', stolen, {
      identity: ada,
    });
    expect(gone.data.deleteAddress).toBe(false);
    expect((await listOf(owner.identity))[0].line1).toBe(address.line1);
  });
});

describe('misuse', () => {
  it('without a signed identity is refused', async () => {
    const forged = { 'x-tributary-identity': 'eyJhbGciOiJub25lIn0.e30.' };
    for (const headers of [undefined, forged]) {
      const answer = await users.ask('{ me { id } }', {}, { identity: null, headers });
      expect(answer.status).toBe(401);
      expect(answer.errors?.[0]?.extensions.code).toBe('IDENTITY_REQUIRED');
    }
  });

  it('out of bounds names the field', async () => {
    const good = { email: 'x@shop.test', password: 'four unrelated words', name: 'X' };
    for (const [field, value] of [
      ['email', 'not-an-address'],
      ['email', `${'x'.repeat(250)}@shop.test`],
      ['name', ' '],
      ['name', 'x'.repeat(101)],
      ['name', 'nul\u0000'],
      ['name', 'half \ud800'],
      ['password', 'x'.repeat(1001)],
    ] as const) {
      const { errors } = await users.ask(operations.register, {
        input: { ...good, [field]: value },
      });
      const code = errors?.[0]?.extensions.code;
      expect({ field, code }).toEqual({ field, code: 'BAD_USER_INPUT' });
      expect(errors?.[0]?.message).toContain(`"input.${field}"`);
    }
    const nul = await users.ask(operations.login, {
      input: { email: 'a\u0000@x.test', password: 'x' },
    });
    expect(nul.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    for (const [field, value] of [
      ['country', 'Germany'],
      ['postalCode', ''],
      ['line1', 'x'.repeat(201)],
    ]) {
      const input = { address: { ...address, [field!]: value } };
      const { errors } = await users.ask(operations.saveAddress, { input }, { identity: ada });
      expect(errors?.[0]?.message).toContain(`"input.address.${field}"`);
    }
  });

  it('of pages and cursors is refused', async () => {
    const uuidless = Buffer.from('["x"]').toString('base64url');
    for (const args of [
      'first: 0',
      'first: -1',
      'first: 100000',
      'after: "zzz"',
      `after: "${uuidless}"`,
    ]) {
      const { errors } = await users.ask(
        `{ users(${args}) { totalCount } }`,
        {},
        { identity: staff },
      );
      const code = errors?.[0]?.extensions.code;
      expect({ args, code }).toEqual({ args, code: 'BAD_USER_INPUT' });
    }
  });

  it('by guests is refused', async () => {
    for (const operation of [
      'mutation { updateProfile(input: { name: "x" }) { id } }',
      'mutation { resendVerification }',
      'mutation { revokeSession(id: "x") }',
      'mutation { deleteAddress(id: "x") }',
      'mutation { closeAccount(password: "x") { __typename } }',
    ]) {
      const { errors } = await users.ask(operation);
      const code = errors?.[0]?.extensions.code;
      expect({ operation, code }).toEqual({ operation, code: 'UNAUTHENTICATED' });
    }
  });
});
