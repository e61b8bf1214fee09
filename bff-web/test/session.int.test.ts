// The browser's session: what is in the cookie and in the store, who sees tokens, when they are renewed.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLogger } from '@tributary/service';
import { hasRedis, startRedis } from '../../tests/support/redis.js';
import { postgresSessions } from '../src/sessions/postgres-sessions.js';
import { redisSessions } from '../src/sessions/redis-sessions.js';
import type { SessionStore } from '../src/sessions/session-store.js';
import { createSessionId, storeKey } from '../src/sessions/seal.js';
import { Browser, startBff, type TestBff } from './browser.js';

const account = '{ accountPage { profile { name } unavailable { part reason } } }';
const login = `mutation ($input: LoginInput!) { login(input: $input) { __typename ... on SignedIn { profile { email } } } }`;
const logout = 'mutation { logout }';
const signInRequired = { part: 'PROFILE', reason: 'SIGN_IN_REQUIRED' };

let bff: TestBff;
let browser: Browser;
const sent = () => bff.gateway.operations.map(({ name }) => name);
const tokenLife = (ms: number) => void (bff.gateway.shop.accounts.accessTokenMs = ms);

beforeEach(async () => {
  bff = await startBff();
  browser = new Browser(bff.url);
});
afterEach(() => bff.close());

describe('signing in', () => {
  it('sets one cookie that scripts cannot read, with an id that means nothing', async () => {
    const answer = await browser.register('ada@example.com');
    expect(answer.data.register).toMatchObject({ profile: { name: 'Ada Lovelace' } });
    expect(answer.setCookie).toHaveLength(1);
    expect(answer.setCookie[0]).toMatch(/; HttpOnly/);
    expect(answer.setCookie[0]).toMatch(/; SameSite=Lax/);
    expect(answer.setCookie[0]).not.toMatch(/; Secure/);
    for (const text of [answer.body, decodeURIComponent(browser.cookie)])
      expect(text).not.toMatch(/eyJ[\w-]+\.eyJ|accessToken|refreshToken/);
    expect((await browser.send(account)).data.accountPage.profile.name).toBe('Ada Lovelace');
  });

  it('keeps neither the id nor a token readable in the store', async () => {
    await browser.register();
    const id = browser.cookie.split('=')[1]!;
    expect(id).toMatch(/^[\w-]{43}$/);
    const sealed = await bff.store.read(storeKey(id)!);
    expect(sealed!.length).toBeGreaterThan(300);
    expect(sealed!.toString('latin1')).not.toMatch(/eyJ[\w-]+\.eyJ|refreshToken/);
    expect(await bff.store.read(id)).toBeNull();
  });

  it('cannot be moved to another id, and is nothing to who has another secret', async () => {
    await browser.register();
    const key = storeKey(browser.cookie.split('=')[1]!)!;
    const other = createSessionId();
    await bff.store.write(storeKey(other)!, (await bff.store.read(key))!, 60_000);
    browser.cookie = `tributary=${other}`;
    const answer = await browser.send(account);
    expect(answer.data.accountPage.unavailable).toContainEqual(signInRequired);
  });

  it('gives a new cookie at each login', async () => {
    await browser.register('ada@example.com');
    const first = browser.cookie;
    const input = { email: 'ada@example.com', password: 'a good password' };
    const answer = await browser.send(login, { input });
    expect(answer.data.login).toEqual({
      __typename: 'SignedIn',
      profile: { email: 'ada@example.com' },
    });
    expect(browser.cookie).not.toBe(first);
    browser.cookie = first;
    const late = await browser.send(account);
    expect(late.data.accountPage.unavailable).toContainEqual(signInRequired);
  });

  it('leaves the cookie alone when it is refused', async () => {
    const input = { email: 'ada@example.com', password: 'wrong' };
    const answer = await browser.send(login, { input });
    expect(answer.data.login.__typename).toBe('InvalidCredentials');
    expect(answer.setCookie).toEqual([]);
  });

  it('in production binds the cookie to HTTPS and to this host', async () => {
    const production = await startBff({ NODE_ENV: 'production' });
    try {
      const { setCookie } = await new Browser(production.url).register();
      expect(setCookie[0]).toMatch(/^__Host-tributary=.*; Path=\/; HttpOnly; Secure/);
    } finally {
      await production.close();
    }
  });

  it('logout ends the session at the gateway and takes the cookie away', async () => {
    await browser.register();
    const stolen = new Browser(bff.url);
    stolen.cookie = browser.cookie;
    const answer = await browser.send(logout);
    expect(answer.data.logout).toBe(true);
    expect(answer.setCookie[0]).toMatch(/^tributary=;/);
    expect(browser.cookie).toBe('');
    const late = await stolen.send(account);
    expect(late.data.accountPage.unavailable).toContainEqual(signInRequired);
    expect(stolen.cookie).toBe('');
  });
});

it('what is signed out at one instance is over at another that has just used it', async () => {
  await browser.register();
  const other = await beside(bff);
  const tab = new Browser(other.url);
  tab.cookie = browser.cookie;
  for (const _time of [1, 2])
    expect((await tab.send(account)).data.accountPage.profile.name).toBe('Ada Lovelace');
  await browser.send(logout);
  expect((await tab.send(account)).data.accountPage.unavailable).toContainEqual(signInRequired);
  await other.close();
});

it('browsers that come at the same time get their own sessions', async () => {
  const emails = Array.from({ length: 12 }, (_, nth) => `shopper-${nth}@example.com`);
  const browsers = emails.map(() => new Browser(bff.url));
  for (const [nth, one] of browsers.entries()) await one.register(emails[nth]);
  const query = '{ accountPage { profile { email } } }';
  const nobody = new Browser(bff.url);
  nobody.cookie = `tributary=${createSessionId()}`;
  const answers = await Promise.all([...browsers, nobody].map((one) => one.send(query)));
  expect(answers.map(({ data }) => data.accountPage.profile?.email)).toEqual([
    ...emails,
    undefined,
  ]);
});

describe('renewing tokens', () => {
  it('happens once for parallel requests with one cookie, and all are answered', async () => {
    tokenLife(20_000);
    await browser.register();
    tokenLife(900_000);
    const before = browser.cookie;
    bff.gateway.delayMs = 30;
    const tabs = Array.from({ length: 8 }, () => {
      const tab = new Browser(bff.url);
      tab.cookie = before;
      return tab;
    });
    const answers = await Promise.all(tabs.map((tab) => tab.send(account)));
    for (const { data } of answers) expect(data.accountPage.profile.name).toBe('Ada Lovelace');
    expect(sent().filter((name) => name === 'RefreshSession')).toHaveLength(1);
    expect(tabs.every(({ cookie }) => cookie === before)).toBe(true);
  });

  it('happens once for parallel requests to several instances', async () => {
    tokenLife(20_000);
    await browser.register();
    tokenLife(900_000);
    const others = await Promise.all([beside(bff), beside(bff)]);
    bff.gateway.delayMs = 50;
    const tabs = [bff, ...others, bff, ...others].map(({ url }) => {
      const tab = new Browser(url);
      tab.cookie = browser.cookie;
      return tab;
    });
    const answers = await Promise.all(tabs.map((tab) => tab.send(account)));
    for (const { data } of answers) expect(data.accountPage.profile.name).toBe('Ada Lovelace');
    expect(sent().filter((name) => name === 'RefreshSession')).toHaveLength(1);
    await Promise.all(others.map((other) => other.close()));
  });

  it('is shared with a request that comes with the old cookie after it', async () => {
    tokenLife(20_000);
    await browser.register();
    tokenLife(900_000);
    const late = new Browser(bff.url);
    late.cookie = browser.cookie;
    await browser.send(account);
    expect((await late.send(account)).data.accountPage.profile.name).toBe('Ada Lovelace');
    expect((await browser.send(account)).data.accountPage.profile.name).toBe('Ada Lovelace');
    expect(sent().filter((name) => name === 'RefreshSession')).toHaveLength(1);
  });

  it('does not happen while the token has more than 30 s left', async () => {
    tokenLife(60_000);
    await browser.register();
    const answer = await browser.send(account);
    expect(answer.setCookie).toEqual([]);
    expect(sent()).toEqual(['Register', 'AccountPage']);
  });

  it('makes a guest of a browser whose session is over', async () => {
    tokenLife(1);
    await browser.register();
    bff.gateway.shop.accounts.end(newestSession()!);
    const answer = await browser.send(account);
    expect(answer.errors).toBeUndefined();
    expect(answer.data.accountPage.unavailable).toContainEqual(signInRequired);
    expect(browser.cookie).toBe('');
  });

  it('keeps the session when nobody can tell, and says that it is not for the user to sign in', async () => {
    tokenLife(1);
    await browser.register();
    const { cookie } = browser;
    bff.gateway.shop.down.add('users');
    const answer = await browser.send(account);
    expect(answer.data.accountPage.unavailable).toContainEqual({
      part: 'PROFILE',
      reason: 'SERVICE_UNAVAILABLE',
    });
    const change = await browser.send('mutation { clearCart { __typename } }');
    expect(change.errors?.[0]?.extensions['code']).toBe('SERVICE_UNAVAILABLE');
    expect(browser.cookie).toBe(cookie);
    tokenLife(900_000);
    bff.gateway.shop.down.delete('users');
    expect((await browser.send(account)).data.accountPage.profile.name).toBe('Ada Lovelace');
  });

  it('follows when the gateway refuses a token that looked good', async () => {
    await browser.register();
    bff.gateway.shop.accounts.end(newestSession()!);
    const answer = await browser.send(account);
    expect(answer.data.accountPage.unavailable).toContainEqual(signInRequired);
    expect(sent().slice(-3)).toEqual(['AccountPage', 'RefreshSession', 'AccountPage']);
    expect(browser.cookie).toBe('');
  });
});

describe('a store that is away', () => {
  it('is no reason to sign anybody out: pages stand without the user’s parts', async () => {
    await browser.register();
    const { cookie } = browser;
    const away = await beside(bff, brokenStore());
    const tab = new Browser(away.url);
    tab.cookie = cookie;
    const page = await tab.send('{ homePage { newest { slug } unavailable { part reason } } }');
    expect(page.data.homePage.newest).toHaveLength(12);
    const answer = await tab.send(account);
    expect(answer.data.accountPage.unavailable).toContainEqual({
      part: 'PROFILE',
      reason: 'SERVICE_UNAVAILABLE',
    });
    const input = { email: 'x@example.com', password: 'a good password', name: 'X' };
    const register = await tab.send(
      'mutation ($input: RegisterInput!) { register(input: $input) { __typename } }',
      { input },
    );
    expect(register.errors?.[0]?.extensions['code']).toBe('SERVICE_UNAVAILABLE');
    expect(tab.cookie).toBe(cookie);
    expect((await fetch(new URL('/health/ready', away.url))).status).toBe(503);
    await away.close();
  });
});

describe.runIf(hasRedis || process.env['CI'])('with Redis', () => {
  it('sessions live, are renewed once and end there', async () => {
    const redis = await startRedis();
    const logger = createLogger('test', 'silent');
    const instances = await Promise.all(
      [1, 2].map(() => beside(bff, redisSessions(redis.url, logger))),
    );
    try {
      const tabs = instances.map(({ url }) => new Browser(url));
      tokenLife(20_000);
      await tabs[0]!.register();
      tokenLife(900_000);
      tabs[1]!.cookie = tabs[0]!.cookie;
      const answers = await Promise.all([...tabs, ...tabs].map((tab) => tab.send(account)));
      for (const { data } of answers) expect(data.accountPage.profile.name).toBe('Ada Lovelace');
      expect(sent().filter((name) => name === 'RefreshSession')).toHaveLength(1);
      await tabs[0]!.send(logout);
      const late = await tabs[1]!.send(account);
      expect(late.data.accountPage.unavailable).toContainEqual(signInRequired);
    } finally {
      await Promise.all(instances.map((instance) => instance.close()));
      await redis.stop();
    }
  });
});

/** Another instance; with a connection of its own to the same store, unless another is given. */
const beside = ({ gateway, secret }: TestBff, store?: SessionStore) =>
  startBff({ gateway, secret, ...(store && { store }) });

/** Nobody listens on that port. */
const brokenStore = () =>
  postgresSessions({
    url: 'postgresql://sessions:x@127.0.0.1:1/sessions',
    logger: createLogger('test', 'silent'),
  });

describe('a cookie that was made elsewhere', () => {
  it.each(['tributary=rubbish', 'tributary=QUFB%3BQUFB'])('%s is a guest', async (cookie) => {
    browser.cookie = cookie;
    const answer = await browser.send(account);
    expect(answer.data.accountPage.unavailable).toContainEqual(signInRequired);
  });
});

/** Id of the session that was opened last. */
function newestSession(): string | undefined {
  return bff.gateway.shop.accounts.sessionIds().at(-1);
}
