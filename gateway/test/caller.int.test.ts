import { SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createIdentifyCaller } from '../src/caller.js';
import { startTokenIssuer, type TokenIssuer } from './access-tokens.js';
import { createKeyPair } from './running-gateway.js';

let issuer: TokenIssuer;
let identify: (authorization?: string) => Promise<unknown>;

beforeEach(async () => {
  issuer = await startTokenIssuer();
  identify = createIdentifyCaller({ jwksUrl: issuer.jwksUrl });
});
afterEach(() => issuer.close());

const secondsFromNow = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;
const refused = (code: string, status: number) => ({
  extensions: { code, http: { status } },
});

describe('a token', () => {
  test('of the users service says who is calling', async () => {
    const { authorization } = await issuer.bearer({ sub: 'u1', sid: 's1', roles: ['ADMIN'] });
    expect(await identify(authorization)).toEqual({
      userId: 'u1',
      sessionId: 's1',
      roles: ['ADMIN'],
    });
  });

  test('is verified once and remembered, even when the keys can no longer be had', async () => {
    const { authorization } = await issuer.bearer();
    const first = await identify(authorization);
    await issuer.close();
    expect(await identify(authorization)).toBe(first);
    expect(issuer.fetches()).toBe(1);
  });

  test('that is remembered still expires', async () => {
    const { authorization } = await issuer.bearer({ exp: secondsFromNow(-2) });
    await identify(authorization);
    await expect
      .poll(() => identify(authorization).catch((error) => error.extensions), { timeout: 5_000 })
      .toEqual({ code: 'TOKEN_EXPIRED', http: { status: 401 } });
  });

  test('is not needed: without one the caller is a guest, and no key is asked for', async () => {
    expect(await identify(undefined)).toEqual({ userId: null, sessionId: null, roles: [] });
    expect(issuer.fetches()).toBe(0);
  });
});

describe('a token is refused', () => {
  test('when it has expired', async () => {
    const { authorization } = await issuer.bearer({ exp: secondsFromNow(-60) });
    await expect(identify(authorization)).rejects.toMatchObject(refused('TOKEN_EXPIRED', 401));
  });

  const forgeries: Record<string, () => Promise<{ authorization: string }>> = {
    'when another key signed it': async () => issuer.bearer({}, await createKeyPair()),
    'when it names an unknown key': () => issuer.bearer({}, undefined, { kid: 'k9' }),
    'when it is from another issuer': () => issuer.bearer({ iss: 'somebody' }),
    'when it is for another audience': () => issuer.bearer({ aud: 'tributary-subgraphs' }),
    'when it names nobody': () => issuer.bearer({ sub: '' }),
    'when it never expires': () => issuer.bearer({ exp: undefined }),
    'when it is not valid yet': () => issuer.bearer({ nbf: secondsFromNow(60) }),
    'when it is signed with a shared secret': async () => ({
      authorization: `Bearer ${await new SignJWT({ sub: 'ada' })
        .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
        .setExpirationTime('1h')
        .sign(new TextEncoder().encode('a secret that is long enough: 32'))}`,
    }),
    'when it is signed with RSA, even by a published key': () => issuer.bearerBy('RS256'),
    'when it is not signed': async () => ({
      authorization: `Bearer ${[{ alg: 'none' }, { sub: 'ada', exp: secondsFromNow(60) }]
        .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
        .join('.')}.`,
    }),
    'when it is garbage': async () => ({ authorization: 'Bearer garbage' }),
    'when the scheme is another': async () => ({ authorization: 'Basic YTpi' }),
    'when there is none behind the scheme': async () => ({ authorization: 'Bearer ' }),
  };
  test.each(Object.entries(forgeries))('%s', async (_why, forge) => {
    const { authorization } = await forge();
    await expect(identify(authorization)).rejects.toMatchObject(refused('UNAUTHENTICATED', 401));
  });

  test('for now, when the keys cannot be had; the next try asks again', async () => {
    const { authorization } = await issuer.bearer();
    const unreachable = createIdentifyCaller({ jwksUrl: 'http://127.0.0.1:1/' });
    await expect(unreachable(authorization)).rejects.toMatchObject({
      extensions: { code: 'SERVICE_UNAVAILABLE', service: 'users', http: { status: 503 } },
    });
    await expect(unreachable(undefined)).resolves.toMatchObject({ userId: null });
  });
});

describe('a token of another issuer', () => {
  const own = { iss: 'https://id.example/', aud: ['shop', 'other'] };
  const startIdentify = () =>
    createIdentifyCaller({
      jwksUrl: issuer.jwksUrl,
      rules: {
        issuer: own.iss,
        audiences: ['api', 'shop'],
        algorithms: ['RS256', 'ES256'],
      },
    });

  test.each(['RS256', 'ES256'] as const)('signed with %s says who is calling', async (name) => {
    const { authorization } = await issuer.bearerBy(name, { ...own, scope: 'a b' });
    expect(await startIdentify()(authorization)).toMatchObject({
      userId: 'ada',
      scopes: ['a', 'b'],
    });
  });

  const forgeries: Record<string, () => Promise<{ authorization: string }>> = {
    'of an issuer that was not named': () => issuer.bearerBy('RS256', { aud: 'shop' }),
    'for an audience that was not named': () => issuer.bearerBy('RS256', { ...own, aud: 'other' }),
    'signed otherwise than was named': () => issuer.bearer(own),
  };
  test.each(Object.entries(forgeries))('%s is refused', async (_why, forge) => {
    const { authorization } = await forge();
    await expect(startIdentify()(authorization)).rejects.toMatchObject(
      refused('UNAUTHENTICATED', 401),
    );
  });
});
