import { createId } from '@tributary/service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanUp } from '../src/commands/clean-up.js';
import { mailOrderNews } from '../src/commands/mail-order-news.js';
import {
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

const session = `accessToken refreshToken user { id email name roles isGuest sessions { current } }`;
const dayMs = 24 * 3_600_000;

async function startGuest(on: Pick<Users, 'ask'> = users) {
  const { data } = await on.ask(`mutation { startGuestSession { ${session} } }`);
  const { user, accessToken, refreshToken } = data.startGuestSession;
  const claims = JSON.parse(Buffer.from(accessToken.split('.')[1], 'base64url').toString()) as {
    sub: string;
    sid: string;
    roles: string[];
  };
  const identity = { userId: claims.sub, sessionId: claims.sid, roles: [] };
  return { id: user.id as string, user, claims, identity, refreshToken: refreshToken as string };
}

const setContact = (
  guest: { identity: Awaited<ReturnType<typeof startGuest>>['identity'] },
  email: string,
) =>
  users.ask(
    `mutation ($input: SetGuestContactInput!) { setGuestContact(input: $input) { id email name isGuest } }`,
    { input: { email, name: 'Grace' } },
    { identity: guest.identity },
  );

const eventsOf = (key: string) =>
  users.rows('SELECT name, payload FROM outbox WHERE key = $1 ORDER BY id', [key]);

describe('a guest', () => {
  it('gets a session of their own that can be refreshed, and no role', async () => {
    const guest = await startGuest();
    expect(guest.user).toEqual({
      id: guest.claims.sub,
      email: null,
      name: 'Guest',
      roles: [],
      isGuest: true,
      sessions: [{ current: true }],
    });
    expect(guest.claims.roles).toEqual([]);
    const { data } = await users.ask(operations.refresh, { token: guest.refreshToken });
    expect(data.outcome).toMatchObject({ __typename: 'AuthSession', user: { id: guest.id } });
    expect((await startGuest()).id).not.toBe(guest.id);
  });

  it('says where mail goes, and gets the mail about an order there', async () => {
    const guest = await startGuest();
    const email = newEmail();
    const { data } = await setContact(guest, email);
    expect(data.setGuestContact).toEqual({ id: guest.id, email, name: 'Grace', isGuest: true });
    expect(await eventsOf(guest.id)).toEqual([
      { name: 'UserProfileChanged', payload: { userId: guest.id, email, name: 'Grace' } },
    ]);
    const payload = { orderId: createId(), orderNumber: 'TR-1', buyerId: guest.id };
    const env = { now: () => users.clock.now, createId };
    const delivered = { id: createId(), name: 'OrderDelivered', version: 1, key: payload.orderId };
    await users.store.transaction((tx) =>
      mailOrderNews(env, tx, {
        ...delivered,
        name: 'OrderDelivered',
        payload,
        occurredAt: env.now(),
      }),
    );
    expect(await users.rows('SELECT "to" FROM mails WHERE user_id = $1', [guest.id])).toEqual([
      { to: email },
    ]);
  });

  it('may name the address of somebody with an account, which changes nothing there', async () => {
    const { email, id, password } = await registerSomebody(users);
    const guest = await startGuest();
    expect((await setContact(guest, email)).data.setGuestContact.email).toBe(email);
    const { data } = await users.ask(operations.login, { input: { email, password } });
    expect(data.outcome.user.id).toBe(id);
  });

  it('keeps the id when registering, so that cart and orders stay', async () => {
    const guest = await startGuest();
    await setContact(guest, newEmail());
    const email = newEmail();
    const input = { email, password: goodPassword, name: 'Grace Hopper' };
    const { data } = await users.ask(operations.register, { input }, { identity: guest.identity });
    expect(data.outcome.user).toEqual({ id: guest.id, email, name: 'Grace Hopper' });
    const [row] = await users.rows('SELECT roles::text, contact_email FROM users WHERE id = $1', [
      guest.id,
    ]);
    expect(row).toEqual({ roles: '{CUSTOMER}', contact_email: null });
    expect((await eventsOf(guest.id)).map(({ name }) => name)).toContain('UserRegistered');
    const login = await users.ask(operations.login, { input: { email, password: goodPassword } });
    expect(login.data.outcome.user.id).toBe(guest.id);
  });

  it('is told EmailTaken when registering a taken address, also when two do so at once', async () => {
    const taken = await registerSomebody(users);
    const guest = await startGuest();
    const input = { email: taken.email, password: goodPassword, name: 'X' };
    const answer = await users.ask(operations.register, { input }, { identity: guest.identity });
    expect(answer.data.outcome.__typename).toBe('EmailTaken');
    const email = newEmail();
    const crowd = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const { identity } = await startGuest();
        return users.ask(operations.register, { input: { ...input, email } }, { identity });
      }),
    );
    const outcomes = crowd.map(({ data }) => data.outcome.__typename as string).sort();
    expect(outcomes).toEqual(['AuthSession', 'EmailTaken', 'EmailTaken', 'EmailTaken']);
  });

  it('ends when signing in, and the account takes over once', async () => {
    const { email, id, password } = await registerSomebody(users);
    const guest = await startGuest();
    await setContact(guest, newEmail());
    const signIn = () =>
      users.ask(operations.login, { input: { email, password } }, { identity: guest.identity });
    expect((await signIn()).data.outcome.user.id).toBe(id);
    expect((await signIn()).data.outcome.user.id).toBe(id);
    const merged = (await eventsOf(guest.id)).filter(({ name }) => name === 'GuestSignedIn');
    expect(merged).toEqual([{ name: 'GuestSignedIn', payload: { guestId: guest.id, userId: id } }]);
    const { data } = await users.ask(operations.refresh, { token: guest.refreshToken });
    expect(data.outcome.__typename).toBe('SessionExpired');
    const rows = await users.rows('SELECT name, contact_email FROM users WHERE id = $1', [
      guest.id,
    ]);
    expect(rows).toEqual([{ name: null, contact_email: null }]);
  });

  it('does not end with a wrong password', async () => {
    const { email } = await registerSomebody(users);
    const guest = await startGuest();
    const input = { email, password: 'not the right one' };
    const { data } = await users.ask(operations.login, { input }, { identity: guest.identity });
    expect(data.outcome.__typename).toBe('InvalidCredentials');
    const again = await users.ask(operations.refresh, { token: guest.refreshToken });
    expect(again.data.outcome.__typename).toBe('AuthSession');
  });

  it('cannot do what needs an account', async () => {
    const { identity } = await startGuest();
    const { errors } = await users.ask(operations.close, { password: 'x' }, { identity });
    expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    const member = await registerSomebody(users);
    const refused = await setContact({ identity: { ...identity, userId: member.id } }, newEmail());
    expect(refused.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('is erased everywhere a month after the last session ended; an active one is not', async () => {
    const lapsed = await startGuest();
    const account = await registerSomebody(users);
    users.passTime(61 * dayMs);
    const active = await startGuest();
    const env = { now: () => users.clock.now, createId };
    await Promise.all([cleanUp(users.store, env), cleanUp(users.store, env)]);
    const erased = (await eventsOf(lapsed.id)).filter(({ name }) => name === 'UserErased');
    expect(erased).toHaveLength(1);
    for (const kept of [active.id, account.id])
      expect((await eventsOf(kept)).some(({ name }) => name === 'UserErased')).toBe(false);
  });
});

it('a network that opens too many guests is told to wait', async () => {
  const few = await startApp(users.database.url, { config: { THROTTLE_GUESTS_PER_NETWORK: 3 } });
  const headers = { 'x-client-ip': '203.0.113.7' };
  const start = () => few.ask('mutation { startGuestSession { expiresAt } }', {}, { headers });
  for (let at = 0; at < 3; at++) expect((await start()).errors).toBeUndefined();
  expect((await start()).errors?.[0]?.extensions.code).toBe('RATE_LIMITED');
  await few.stop();
});
