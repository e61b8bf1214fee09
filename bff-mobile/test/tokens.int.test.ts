// The device keeps its tokens; the BFF passes them on and keeps nothing.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Device, startBff, type TestBff } from './device.js';

const account = '{ accountScreen { profile { name } unavailable { part reason } } }';
const refresh = `mutation ($refreshToken: String!) { refreshSession(refreshToken: $refreshToken) {
  __typename ... on SignedIn { accessToken refreshToken expiresAt profile { name } } } }`;
const login = `mutation { login(input: { email: "nobody@example.com", password: "wrong" }) {
  __typename ... on InvalidCredentials { message } } }`;

let bff: TestBff;
let device: Device;
const tokenLife = (ms: number) => void (bff.gateway.shop.accounts.accessTokenMs = ms);

beforeEach(async () => {
  bff = await startBff();
  device = new Device(bff.url);
});
afterEach(() => bff.close());

describe('a token', () => {
  it('is passed on and shows who it is', async () => {
    await device.register();
    const answer = await device.send(account);
    expect(answer.data.accountScreen.profile.name).toBe('Ada Lovelace');
    expect(bff.gateway.operations.at(-1)!.headers.authorization).toBe(
      `Bearer ${device.accessToken}`,
    );
  });

  it('that has expired is refused with 401 and its code, and a refresh gives a new pair', async () => {
    tokenLife(1);
    await device.register();
    const expired = await device.send(account);
    expect(expired.status).toBe(401);
    expect(expired.errors?.[0]?.extensions).toEqual({ code: 'TOKEN_EXPIRED' });
    tokenLife(900_000);
    const { refreshToken } = device;
    const pair = (await device.send(refresh, { refreshToken })).data.refreshSession;
    expect(pair).toMatchObject({ __typename: 'SignedIn', profile: { name: 'Ada Lovelace' } });
    expect(Date.parse(pair.expiresAt)).toBeGreaterThan(Date.now());
    device.keep(pair);
    expect((await device.send(account)).data.accountScreen.profile.name).toBe('Ada Lovelace');
  });

  it('works once as a refresh token: its reuse ends the session', async () => {
    await device.register();
    const { refreshToken } = device;
    device.keep((await device.send(refresh, { refreshToken })).data.refreshSession);
    const reused = await device.send(refresh, { refreshToken });
    expect(reused.data.refreshSession.__typename).toBe('SessionExpired');
    const late = await device.send(account);
    expect(late.errors?.[0]?.extensions['code']).toBe('UNAUTHENTICATED');
  });

  it('that is no good does not stop a new sign-in', async () => {
    device.accessToken = 'forged.token.here';
    expect((await device.send(account)).status).toBe(401);
    expect((await device.send(login)).data.login.__typename).toBe('InvalidCredentials');
  });

  it('is worth nothing after logout', async () => {
    await device.register();
    expect((await device.send('mutation { logout }')).data.logout).toBe(true);
    expect((await device.send(account)).status).toBe(401);
  });
});

describe('without a token', () => {
  it('the screens say that signing in is needed', async () => {
    const answer = await device.send(account);
    expect(answer.data.accountScreen.unavailable[0]).toEqual({
      part: 'PROFILE',
      reason: 'SIGN_IN_REQUIRED',
    });
  });

  it('a mutation of the user’s gets the gateway’s code', async () => {
    const answer = await device.send('mutation { clearCart { __typename } }');
    expect(answer.errors?.[0]?.extensions['code']).toBe('UNAUTHENTICATED');
  });

  it.each(['Basic YTpi', 'Bearer', 'Bearer two words'])('"%s" is refused', async (header) => {
    const answer = await device.send(account, {}, header);
    expect(answer.status).toBe(401);
    expect(answer.errors?.[0]?.extensions['code']).toBe('UNAUTHENTICATED');
    expect(bff.gateway.operations).toEqual([]);
  });
});

it('cookies mean nothing here, and a form is not read', async () => {
  const response = await fetch(bff.url, {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: JSON.stringify({ query: 'mutation { logout }' }),
  });
  expect(response.status).toBeGreaterThanOrEqual(400);
  expect(bff.gateway.operations).toEqual([]);
});
