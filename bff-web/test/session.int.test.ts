// The browser's session: what is in the cookie, who sees tokens, when they are renewed.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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
  it('sets one sealed cookie that scripts cannot read, and shows no token', async () => {
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

  it('keeps the cookie under 4 KB, attributes and all', async () => {
    const { setCookie } = await browser.register();
    expect(setCookie[0]!.length).toBeGreaterThan(400);
    expect(setCookie[0]!.length).toBeLessThan(2_000);
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
    expect(tabs.every(({ cookie }) => cookie !== before)).toBe(true);
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
