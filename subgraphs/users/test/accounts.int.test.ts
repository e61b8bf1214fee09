import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  as,
  createKey,
  goodPassword,
  mailedToken,
  newEmail,
  operations,
  registerSomebody,
  startApp,
  startUsers,
  type Users,
} from './builders.js';

let users: Users;
beforeAll(async () => {
  users = await startUsers();
});
afterAll(() => users.stop());

const outboxOf = (key: string) =>
  users.rows('SELECT name, payload FROM outbox WHERE key = $1 ORDER BY id', [key]);

describe('registering', () => {
  it('opens an account, signs it in, and announces it in the same transaction', async () => {
    const email = newEmail();
    const input = { email: ` ${email.toUpperCase()} `, password: goodPassword, name: ' Grace ' };
    const { data } = await users.ask(operations.register, { input });
    expect(data.outcome).toMatchObject({
      __typename: 'AuthSession',
      user: { email, name: 'Grace' },
    });
    const { id } = data.outcome.user;
    expect(await outboxOf(id)).toEqual([
      { name: 'UserRegistered', payload: { userId: id, email, name: 'Grace' } },
    ]);
    const [mail] = await users.rows('SELECT id, "to", status FROM mails WHERE user_id = $1', [id]);
    expect(mail).toMatchObject({ to: email, status: 'QUEUED' });
    expect(await outboxOf(mail.id)).toEqual([{ name: 'MailQueued', payload: { mailId: mail.id } }]);
  });

  it('stores the password as argon2id with the recommended costs, and no secret in clear', async () => {
    const { id, refreshToken } = await registerSomebody(users);
    const [row] = await users.rows('SELECT password_hash FROM users WHERE id = $1', [id]);
    expect(row.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    const tokens = await users.rows('SELECT token_hash FROM refresh_tokens');
    expect(tokens.some((token) => token.token_hash.toString('base64url') === refreshToken)).toBe(
      false,
    );
  });

  it('answers EmailTaken for an address in any spelling, and to all but one of a crowd', async () => {
    const { email } = await registerSomebody(users);
    const again = { email: email.toUpperCase(), password: goodPassword, name: 'X' };
    const { data } = await users.ask(operations.register, { input: again });
    expect(data.outcome.__typename).toBe('EmailTaken');
    const input = { email: newEmail(), password: goodPassword, name: 'X' };
    const crowd = await Promise.all(
      Array.from({ length: 6 }, () => users.ask(operations.register, { input })),
    );
    const outcomes = crowd.map((answer) => answer.data.outcome.__typename);
    expect(outcomes.filter((outcome) => outcome === 'AuthSession')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'EmailTaken')).toHaveLength(5);
  });

  it('answers WeakPassword and says why', async () => {
    const input = { email: newEmail(), password: 'Password123!', name: 'X' };
    const { data } = await users.ask(operations.register, { input });
    expect(data.outcome).toMatchObject({ __typename: 'WeakPassword' });
    expect(data.outcome.message).toContain('first that are guessed');
  });

  it('shows the new user to the guest who has just become one', async () => {
    const input = { email: newEmail(), password: goodPassword, name: 'X' };
    const { data } = await users.ask(
      `mutation ($input: RegisterInput!) { register(input: $input) { ... on AuthSession {
        user { email roles emailVerified addresses { city } sessions { device current } } } } }`,
      { input },
      { headers: { 'x-client-user-agent': 'Firefox on a boat' } },
    );
    expect(data.register.user).toEqual({
      email: input.email,
      roles: ['CUSTOMER'],
      emailVerified: false,
      addresses: [],
      sessions: [{ device: 'Firefox on a boat', current: true }],
    });
  });
});

describe('access tokens', () => {
  it('verify against the published keys and say who, which session, and what role', async () => {
    const { id, accessToken, sessionId } = await registerSomebody(users);
    const published = await users.app.inject('/.well-known/jwks.json');
    expect(published.headers['cache-control']).toContain('max-age=300');
    const { payload } = await jwtVerify(accessToken, createLocalJWKSet(published.json()), {
      issuer: 'tributary-users',
      audience: 'tributary',
      algorithms: ['EdDSA'],
      currentDate: users.clock.now,
    });
    expect(payload).toMatchObject({ sub: id, sid: sessionId, roles: ['CUSTOMER'] });
    expect(payload.jti).toMatch(/^[0-9a-f-]{36}$/);
    expect(payload.exp! - payload.iat!).toBe(900);
  });

  it('stay good through a rotation of keys; no private member is ever published', async () => {
    const { accessToken } = await registerSomebody(users);
    const [next, last] = [
      await createKey('users-2'),
      await users.app.inject('/.well-known/jwks.json'),
    ];
    const config = { USERS_SIGNING_KEY: next, USERS_PREVIOUS_SIGNING_KEY: last.json().keys[0] };
    const rotated = await startApp(users.database.url, { config });
    try {
      const members = ['alg', 'crv', 'kid', 'kty', 'use', 'x'];
      const jwks = (await rotated.app.inject('/.well-known/jwks.json')).json();
      expect(jwks.keys.map((key: object) => Object.keys(key).sort())).toEqual([members, members]);
      const currentDate = users.clock.now;
      await jwtVerify(accessToken, createLocalJWKSet(jwks), { currentDate });
      const fresh = await registerSomebody(rotated);
      expect(decodeProtectedHeader(fresh.accessToken).kid).toBe('users-2');
      await jwtVerify(fresh.accessToken, createLocalJWKSet(jwks));
    } finally {
      await rotated.stop();
    }
  });
});

describe('verifying an e-mail address', () => {
  it('works once', async () => {
    const { email, id } = await registerSomebody(users);
    const token = await mailedToken(users, email, 'verify-email');
    const { data } = await users.ask(operations.verify, { token });
    expect(data.outcome).toEqual({
      __typename: 'EmailVerified',
      user: { id, email, emailVerified: true },
    });
    const again = await users.ask(operations.verify, { token });
    expect(again.data.outcome.__typename).toBe('InvalidToken');
  });

  it('is too late after a day, and then the link can be sent again', async () => {
    const { email, identity } = await registerSomebody(users);
    const token = await mailedToken(users, email, 'verify-email');
    users.passTime(24 * 3_600_000 + 1);
    expect((await users.ask(operations.verify, { token })).data.outcome.__typename).toBe(
      'InvalidToken',
    );
    const resent = await users.ask('mutation { resendVerification }', {}, { identity });
    expect(resent.data.resendVerification).toBe(true);
    const newer = await mailedToken(users, email, 'verify-email');
    expect(newer).not.toBe(token);
    const { data } = await users.ask(operations.verify, { token: newer });
    expect(data.outcome.__typename).toBe('EmailVerified');
  });

  it('sends no further link once verified, and not more than five in a row', async () => {
    const { email, identity } = await registerSomebody(users);
    const resend = () => users.ask('mutation { resendVerification }', {}, { identity });
    for (let i = 0; i < 5; i++) expect((await resend()).data?.resendVerification).toBe(true);
    expect((await resend()).errors?.[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED' });
    const token = await mailedToken(users, email, 'verify-email');
    await users.ask(operations.verify, { token });
    expect((await resend()).data.resendVerification).toBe(true);
    expect(await users.rows('SELECT 1 FROM mails WHERE "to" = $1', [email])).toHaveLength(6);
  });

  it('does not show more of the account than the mail did', async () => {
    const { email } = await registerSomebody(users);
    const token = await mailedToken(users, email, 'verify-email');
    const { errors } = await users.ask(
      `mutation ($token: String!) { verifyEmail(token: $token) {
        ... on EmailVerified { user { addresses { city } } } } }`,
      { token },
    );
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });
});

describe('resetting a password', () => {
  const login = async (email: string, password: string) =>
    (await users.ask(operations.login, { input: { email, password } })).data.outcome.__typename;

  it('sets the new password once, ends every session, and proves the address', async () => {
    const { email, id, refreshToken } = await registerSomebody(users);
    await users.ask(operations.requestReset, { email });
    const token = await mailedToken(users, email, 'reset-password');
    const weak = { token, password: `${email}!` };
    const refused = await users.ask(operations.reset, { input: weak });
    expect(refused.data.outcome.__typename).toBe('WeakPassword');
    const input = { token, password: 'another four words' };
    const { data } = await users.ask(operations.reset, { input });
    expect(data.outcome.__typename).toBe('PasswordReset');
    const again = await users.ask(operations.reset, { input });
    expect(again.data.outcome.__typename).toBe('InvalidToken');
    const refreshed = await users.ask(operations.refresh, { token: refreshToken });
    expect(refreshed.data.outcome.__typename).toBe('SessionExpired');
    expect(await login(email, goodPassword)).toBe('InvalidCredentials');
    expect(await login(email, 'another four words')).toBe('AuthSession');
    const [row] = await users.rows('SELECT email_verified_at FROM users WHERE id = $1', [id]);
    expect(row.email_verified_at).not.toBeNull();
  });

  it('is too late after an hour', async () => {
    const { email } = await registerSomebody(users);
    await users.ask(operations.requestReset, { email });
    const token = await mailedToken(users, email, 'reset-password');
    users.passTime(3_600_001);
    const input = { token, password: 'another four words' };
    const { data } = await users.ask(operations.reset, { input });
    expect(data.outcome.__typename).toBe('InvalidToken');
  });

  it('lets one of a crowd with the same link choose the password', async () => {
    const { email } = await registerSomebody(users);
    await users.ask(operations.requestReset, { email });
    const token = await mailedToken(users, email, 'reset-password');
    const passwords = ['first of them all', 'second of them all', 'third of them all'];
    const crowd = await Promise.all(
      passwords.map((password) => users.ask(operations.reset, { input: { token, password } })),
    );
    const outcomes = crowd.map((answer) => answer.data.outcome.__typename as string);
    expect(outcomes.filter((outcome) => outcome === 'PasswordReset')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'InvalidToken')).toHaveLength(2);
    const chosen = passwords[outcomes.indexOf('PasswordReset')]!;
    expect(await login(email, chosen)).toBe('AuthSession');
  });

  it('takes no token of another purpose', async () => {
    const { email } = await registerSomebody(users);
    const token = await mailedToken(users, email, 'verify-email');
    const input = { token, password: 'another four words' };
    const { data } = await users.ask(operations.reset, { input });
    expect(data.outcome.__typename).toBe('InvalidToken');
  });

  it('answers alike, and in the same time, whether there is an account or not', async () => {
    const { email } = await registerSomebody(users);
    const time = async (address: string) => {
      const start = performance.now();
      const answer = await users.ask(operations.requestReset, { email: address });
      return { answer, ms: performance.now() - start };
    };
    const [known, unknown] = [await time(email), await time(newEmail())];
    expect(known.answer).toEqual(unknown.answer);
    expect(known.ms).toBeGreaterThan(245);
    expect(unknown.ms).toBeGreaterThan(245);
  });

  it('does not flood a mailbox', async () => {
    const { email } = await registerSomebody(users);
    for (let i = 0; i < 7; i++)
      expect((await users.ask(operations.requestReset, { email })).data.requestPasswordReset).toBe(
        true,
      );
    const sent = `SELECT 1 FROM mails WHERE "to" = $1 AND dedup_key LIKE 'RESET%'`;
    expect(await users.rows(sent, [email])).toHaveLength(5);
  });
});

describe('a profile', () => {
  it('changes its name, with an event only when it changed', async () => {
    const { id, email, identity } = await registerSomebody(users);
    const rename = 'mutation { updateProfile(input: { name: "Rear Admiral" }) { name email } }';
    for (let i = 0; i < 2; i++) {
      const { data } = await users.ask(rename, {}, { identity });
      expect(data.updateProfile).toEqual({ name: 'Rear Admiral', email });
    }
    const events = await outboxOf(id);
    expect(events.map((event) => event.name)).toEqual(['UserRegistered', 'UserProfileChanged']);
    expect(events[1].payload).toEqual({ userId: id, email, name: 'Rear Admiral' });
  });
});

describe('closing an account', () => {
  it('needs the password', async () => {
    const { id, identity } = await registerSomebody(users);
    const { data } = await users.ask(operations.close, { password: 'wrong wrong' }, { identity });
    expect(data.outcome.__typename).toBe('InvalidCredentials');
    const [row] = await users.rows('SELECT erased_at FROM users WHERE id = $1', [id]);
    expect(row.erased_at).toBeNull();
  });

  it('leaves no trace of the person in any table, and frees the address', async () => {
    const somebody = await registerSomebody(users, { name: 'Wilhelmina Unusual' });
    const { id, email, identity, password } = somebody;
    const address = {
      name: 'Wilhelmina Unusual',
      line1: 'x',
      city: 'y',
      postalCode: 'z',
      country: 'DE',
    };
    await users.ask(operations.saveAddress, { input: { address } }, { identity });
    await users.ask(
      'mutation { updateProfile(input: { name: "Mina Unusual" }) { id } }',
      {},
      { identity },
    );
    await users.ask(operations.requestReset, { email });
    expect((await traces(email, 'Unusual')).sort()).toEqual([
      'addresses',
      'mails',
      'outbox',
      'users',
    ]);
    expect(await users.rows('SELECT 1 FROM sessions WHERE user_id = $1', [id])).toHaveLength(1);

    const { data } = await users.ask(operations.close, { password }, { identity });
    expect(data.outcome.__typename).toBe('AccountClosed');
    expect(await traces(email, 'Unusual')).toEqual([]);
    for (const table of ['sessions', 'addresses', 'mailed_tokens', 'mails'])
      expect(await users.rows(`SELECT 1 FROM ${table} WHERE user_id = $1`, [id])).toEqual([]);
    expect((await outboxOf(id)).at(-1)).toEqual({ name: 'UserErased', payload: { userId: id } });

    const me = await users.ask('{ me { id } }', {}, { identity });
    expect(me).toMatchObject({ status: 200, data: { me: null } });
    const reference = await users.ask(
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { name } } }',
      { r: [{ __typename: 'User', id }] },
      { identity: as(id) },
    );
    expect(reference.data._entities).toEqual([null]);
    const again = await registerSomebody(users, { email });
    expect(again.id).not.toBe(id);
  });

  it('cannot be undone or repeated by an access token that is still alive', async () => {
    const { identity, password } = await registerSomebody(users);
    await users.ask(operations.close, { password }, { identity });
    const address = { name: 'A', line1: 'x', city: 'y', postalCode: 'z', country: 'DE' };
    for (const [operation, variables] of [
      [operations.close, { password }],
      [operations.saveAddress, { input: { address } }],
      ['mutation { updateProfile(input: { name: "Ghost" }) { id } }', {}],
      ['mutation { resendVerification }', {}],
    ] as const) {
      const { errors } = await users.ask(operation, variables, { identity });
      expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    }
  });

  /** The tables in which any row, as text, mentions one of the words. */
  async function traces(...words: string[]): Promise<string[]> {
    const tables = await users.rows(
      `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'`,
    );
    const found = tables.map(async ({ table_name: table }) => {
      const matches = words.map((_, index) => `t::text ILIKE '%' || $${index + 1} || '%'`);
      const sql = `SELECT 1 FROM "${table}" t WHERE ${matches.join(' OR ')} LIMIT 1`;
      return (await users.rows(sql, words)).length > 0 ? [table as string] : [];
    });
    return (await Promise.all(found)).flat();
  }
});
