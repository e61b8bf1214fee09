import { exportJWK, generateKeyPair } from 'jose';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import {
  createIdentitySigner,
  createIdentityVerifier,
  guest,
  type Identity,
  type Jwk,
} from '../src/index.js';

const ada: Identity = { userId: 'u1', sessionId: 's1', roles: ['CUSTOMER'] };

async function createKeys(): Promise<{ privateJwk: Jwk; publicJwk: Jwk }> {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', {
    crv: 'Ed25519',
    extractable: true,
  });
  return {
    privateJwk: (await exportJWK(privateKey)) as Jwk,
    publicJwk: (await exportJWK(publicKey)) as Jwk,
  };
}

describe('a signed identity', () => {
  let keys: Awaited<ReturnType<typeof createKeys>>;
  beforeAll(async () => {
    keys = await createKeys();
  });

  it('is believed by whoever has the public key', async () => {
    const sign = await createIdentitySigner(keys.privateJwk);
    const verify = await createIdentityVerifier(keys.publicJwk);
    expect(await verify(await sign(ada))).toEqual(ada);
    expect(await verify(await sign(guest))).toEqual(guest);
  });

  it('is signed once for the same caller, and anew for another', async () => {
    const sign = await createIdentitySigner(keys.privateJwk);
    expect(await sign(ada)).toBe(await sign({ ...ada }));
    expect(await sign(ada)).not.toBe(await sign({ ...ada, roles: ['ADMIN'] }));
  });

  it('is refused when it is missing, tampered with, or signed by another key', async () => {
    const verify = await createIdentityVerifier(keys.publicJwk);
    const forged = await (await createIdentitySigner((await createKeys()).privateJwk))(ada);
    const [header, , signature] = (await (await createIdentitySigner(keys.privateJwk))(ada)).split(
      '.',
    );
    const admin = Buffer.from('{"sub":"u1","roles":["ADMIN"]}').toString('base64url');
    for (const token of [undefined, '', 'a.b.c', forged, `${header}.${admin}.${signature}`])
      expect(await verify(token)).toBeNull();
  });

  it('is signed anew once half of its life is over', async () => {
    vi.useFakeTimers({ now: Date.now(), toFake: ['Date', 'setTimeout'] });
    try {
      const sign = await createIdentitySigner(keys.privateJwk);
      const first = await sign(ada);
      vi.advanceTimersByTime(149_000);
      expect(await sign(ada)).toBe(first);
      vi.advanceTimersByTime(2_000);
      expect(await sign(ada)).not.toBe(first);
    } finally {
      vi.useRealTimers();
    }
  });

  it('ends, also in the cache', async () => {
    vi.useFakeTimers({ now: Date.now(), toFake: ['Date', 'performance'] });
    try {
      const verify = await createIdentityVerifier(keys.publicJwk);
      const token = await (await createIdentitySigner(keys.privateJwk))(ada);
      expect(await verify(token)).toEqual(ada);
      vi.advanceTimersByTime(7 * 60_000);
      expect(await verify(token)).toBeNull();
    } finally {
      vi.useRealTimers();
    }
  });
});
