import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type as,
  goodPassword,
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

const refresh = async (token: string) =>
  (await users.ask(operations.refresh, { token })).data.outcome;
const login = async (
  email: string,
  password: string,
  headers = {},
  app: Pick<Users, 'ask'> = users,
) => (await app.ask(operations.login, { input: { email, password } }, { headers })).data.outcome;

describe('signing in', () => {
  it('works with the address in any spelling', async () => {
    const { email, password, id } = await registerSomebody(users);
    const outcome = await login(` ${email.toUpperCase()}`, password);
    expect(outcome).toMatchObject({ __typename: 'AuthSession', user: { id, email } });
  });

  it('answers alike for a wrong password and an unknown address, after the same work', async () => {
    const { email } = await registerSomebody(users);
    /** The fastest of three: what else the machine does takes longer, never shorter. */
    const time = async (nextAddress: () => string) => {
      let [ms, outcome] = [Infinity, await login(nextAddress(), 'wrong password')];
      for (let turn = 0; turn < 3; turn++) {
        const start = performance.now();
        outcome = await login(nextAddress(), 'wrong password');
        ms = Math.min(ms, performance.now() - start);
      }
      return { outcome, ms };
    };
    const [known, unknown] = [await time(() => email), await time(newEmail)];
    expect(known.outcome.__typename).toBe('InvalidCredentials');
    expect(known.outcome).toEqual(unknown.outcome);
    expect(unknown.ms).toBeGreaterThan(known.ms / 4);
  });

  it('lets any number of right passwords in at once', async () => {
    const { email, password } = await registerSomebody(users);
    const crowd = await Promise.all(Array.from({ length: 12 }, () => login(email, password)));
    expect(crowd.filter((outcome) => outcome.__typename !== 'AuthSession')).toEqual([]);
  });

  it('keeps 50 devices and signs the longest unused out', async () => {
    const { email, password, id, refreshToken } = await registerSomebody(users);
    for (let i = 0; i < 50; i++) {
      users.passTime(1);
      await login(email, password);
    }
    expect((await refresh(refreshToken)).__typename).toBe('SessionExpired');
    const open = 'SELECT 1 FROM sessions WHERE user_id = $1 AND revoked_at IS NULL';
    expect(await users.rows(open, [id])).toHaveLength(50);
  });
});

describe('a refresh token', () => {
  it('is traded for a new pair, which can be traded in turn', async () => {
    const { id, refreshToken } = await registerSomebody(users);
    const first = await refresh(refreshToken);
    expect(first).toMatchObject({ __typename: 'AuthSession', user: { id } });
    expect(first.refreshToken).not.toBe(refreshToken);
    expect((await refresh(first.refreshToken)).__typename).toBe('AuthSession');
  });

  it('is only refused when it comes back at once: the other holder stays signed in', async () => {
    const { refreshToken } = await registerSomebody(users);
    const next = await refresh(refreshToken);
    users.passTime(9_000);
    expect((await refresh(refreshToken)).__typename).toBe('SessionExpired');
    expect((await refresh(next.refreshToken)).__typename).toBe('AuthSession');
  });

  it('ends the whole session when it comes back later, but no other session', async () => {
    const { email, password, refreshToken } = await registerSomebody(users);
    const other = await login(email, password);
    const next = await refresh(refreshToken);
    users.passTime(11_000);
    expect((await refresh(refreshToken)).__typename).toBe('SessionExpired');
    expect((await refresh(next.refreshToken)).__typename).toBe('SessionExpired');
    expect((await refresh(other.refreshToken)).__typename).toBe('AuthSession');
  });

  it('gives one pair to a crowd that presents it at once', async () => {
    const { refreshToken, id } = await registerSomebody(users);
    const crowd = await Promise.all(Array.from({ length: 8 }, () => refresh(refreshToken)));
    const winners = crowd.filter((outcome) => outcome.__typename === 'AuthSession');
    expect(winners).toHaveLength(1);
    expect((await refresh(winners[0].refreshToken)).user.id).toBe(id);
  });

  it('lives 30 days, and its session at most 90', async () => {
    const idle = await registerSomebody(users);
    let { refreshToken } = await registerSomebody(users);
    const day = 24 * 3_600_000;
    for (let i = 0; i < 3; i++) {
      users.passTime(29 * day);
      const outcome = await refresh(refreshToken);
      expect(outcome.__typename).toBe('AuthSession');
      refreshToken = outcome.refreshToken;
    }
    users.passTime(3 * day + 1);
    expect((await refresh(refreshToken)).__typename).toBe('SessionExpired');
    expect((await refresh(idle.refreshToken)).__typename).toBe('SessionExpired');
  });

  it('is nothing when nobody issued it', async () => {
    for (const token of ['', 'nonsense', 'A'.repeat(43)])
      expect((await refresh(token)).__typename).toBe('SessionExpired');
  });
});

describe('sessions', () => {
  const list = '{ me { sessions { id device current } } }';

  it('are listed with their devices, and the one that asks is marked', async () => {
    const { email, password, identity } = await registerSomebody(users);
    users.passTime(1_000);
    await login(email, password, { 'x-client-user-agent': 'Phone' });
    const { data } = await users.ask(list, {}, { identity });
    expect(data.me.sessions).toEqual([
      { id: expect.any(String), device: 'Phone', current: false },
      { id: identity.sessionId, device: 'Unknown device', current: true },
    ]);
  });

  it('can be ended one by one, by their owner only', async () => {
    const somebody = await registerSomebody(users);
    const stranger = await registerSomebody(users);
    const revoke = async (id: string, identity: ReturnType<typeof as>) =>
      (await users.ask('mutation ($id: ID!) { revokeSession(id: $id) }', { id }, { identity })).data
        .revokeSession;
    expect(await revoke(somebody.sessionId, stranger.identity)).toBe(false);
    expect(await revoke('no-uuid', somebody.identity)).toBe(false);
    expect(await revoke(somebody.sessionId, somebody.identity)).toBe(true);
    expect(await revoke(somebody.sessionId, somebody.identity)).toBe(false);
    expect((await refresh(somebody.refreshToken)).__typename).toBe('SessionExpired');
    expect((await refresh(stranger.refreshToken)).__typename).toBe('AuthSession');
  });

  it('end with logout', async () => {
    const { identity, refreshToken } = await registerSomebody(users);
    const logout = async (asked = {}) =>
      (await users.ask('mutation { logout }', {}, asked)).data.logout;
    expect(await logout({ identity })).toBe(true);
    expect(await logout({ identity })).toBe(false);
    expect(await logout()).toBe(false);
    expect((await refresh(refreshToken)).__typename).toBe('SessionExpired');
  });
});

describe('throttling', () => {
  const fail = async (email: string, app: Pick<Users, 'ask'> = users, headers = {}) =>
    login(email, 'wrong password', headers, app);

  it('holds an account after five failures, doubles the wait, and survives a restart', async () => {
    const { email, password } = await registerSomebody(users);
    for (let i = 0; i < 5; i++) expect((await fail(email)).__typename).toBe('InvalidCredentials');
    const held = await login(email, password);
    expect(held).toMatchObject({ __typename: 'TooManyAttempts', retryAfterSeconds: 30 });

    const restarted = await startApp(users.database.url, { clock: users.clock });
    try {
      expect((await login(email, password, {}, restarted)).__typename).toBe('TooManyAttempts');
      users.passTime(30_000);
      expect((await fail(email, restarted)).__typename).toBe('InvalidCredentials');
      const longer = await login(email, password, {}, restarted);
      expect(longer).toMatchObject({ __typename: 'TooManyAttempts', retryAfterSeconds: 60 });
      users.passTime(60_000);
      expect((await login(email, password, {}, restarted)).__typename).toBe('AuthSession');
      expect((await fail(email, restarted)).__typename).toBe('InvalidCredentials');
    } finally {
      await restarted.stop();
    }
  });

  it('treats an unknown address no differently', async () => {
    const email = newEmail();
    for (let i = 0; i < 5; i++) expect((await fail(email)).__typename).toBe('InvalidCredentials');
    expect(await fail(email)).toMatchObject({
      __typename: 'TooManyAttempts',
      retryAfterSeconds: 30,
    });
  });

  it('answers no more of forty guesses sent at once than of guesses sent in turn', async () => {
    const { email } = await registerSomebody(users);
    const crowd = await Promise.all(Array.from({ length: 40 }, () => fail(email)));
    const answered = crowd.filter((outcome) => outcome.__typename === 'InvalidCredentials');
    expect(answered).toHaveLength(5);
  });

  it('holds a network, its neighbours in the /24 included, whatever accounts it tries', async () => {
    const small = await startApp(users.database.url, {
      clock: users.clock,
      config: { THROTTLE_LOGINS_PER_NETWORK: 10 },
    });
    try {
      const { email, password } = await registerSomebody(users);
      const from = (last: number) => ({ 'x-client-ip': `198.51.100.${last}` });
      for (let i = 0; i < 10; i++) await fail(newEmail(), small, from(i));
      const neighbour = await login(email, password, from(200), small);
      expect(neighbour.__typename).toBe('TooManyAttempts');
      const elsewhere = await login(email, password, { 'x-client-ip': '198.51.101.1' }, small);
      expect(elsewhere.__typename).toBe('AuthSession');
    } finally {
      await small.stop();
    }
  });

  it('counts wrong passwords for closing an account', async () => {
    const { identity, password } = await registerSomebody(users);
    const close = (word: string) => users.ask(operations.close, { password: word }, { identity });
    for (let i = 0; i < 5; i++)
      expect((await close('wrong password')).data.outcome.__typename).toBe('InvalidCredentials');
    const { errors } = await close(password);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: 30 });
  });

  it('bounds what a network may register and have mailed', async () => {
    const small = await startApp(users.database.url, {
      clock: users.clock,
      config: { THROTTLE_REGISTRATIONS_PER_NETWORK: 3, THROTTLE_RESETS_PER_NETWORK: 2 },
    });
    const asked = { headers: { 'x-client-ip': '2001:db8::1' } };
    try {
      const register = () => {
        const input = { email: newEmail(), password: goodPassword, name: 'X' };
        return small.ask(operations.register, { input }, asked);
      };
      for (let i = 0; i < 3; i++)
        expect((await register()).data.outcome.__typename).toBe('AuthSession');
      expect((await register()).errors?.[0]?.extensions).toEqual({
        code: 'RATE_LIMITED',
        retryAfterSeconds: 30,
      });
      const reset = () => small.ask(operations.requestReset, { email: newEmail() }, asked);
      await reset();
      await reset();
      expect((await reset()).errors?.[0]?.extensions.code).toBe('RATE_LIMITED');
    } finally {
      await small.stop();
    }
  });
});
