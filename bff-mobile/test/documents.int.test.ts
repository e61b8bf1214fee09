// In production an app asks by the ids of its release, and gets nothing twice that it has.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { brotliDecompressSync } from 'node:zlib';
import { request } from 'undici';
import { startBff, type TestBff } from './device.js';
import { newestRelease, ReleasedApp } from './released.js';

const home = newestRelease().operations.find(({ name }) => name === 'HomeScreen')!;
let bff: TestBff;
let app: ReleasedApp;
const codeOf = ({ errors }: { errors?: { extensions: Record<string, unknown> }[] }) =>
  errors?.[0]?.extensions['code'];

beforeAll(async () => {
  bff = await startBff('production');
  app = new ReleasedApp(bff.url);
});
afterAll(() => bff.close());

describe('a released document', () => {
  it('is answered by its id, with what makes it small the next time', async () => {
    const answer = await app.send('HomeScreen');
    expect(answer.status).toBe(200);
    expect(answer.data.homeScreen.newest).toHaveLength(20);
    expect(answer.headers.get('cache-control')).toBe('private, no-cache');
    expect(answer.headers.get('vary')).toContain('authorization');
  });

  it('is not sent again while the device has it: 304 without a body', async () => {
    const etag = (await app.send('HomeScreen')).headers.get('etag')!;
    const again = await app.send('HomeScreen', {}, { 'if-none-match': `W/"other", ${etag}` });
    expect(again.status).toBe(304);
    expect(again.data).toBeUndefined();
    const other = await app.send('HomeScreen', { density: 'IMAGE_3X' }, { 'if-none-match': etag });
    expect(other.status).toBe(200);
  });

  it('comes compressed with brotli, or as it is where that is not understood', async () => {
    const extensions = JSON.stringify({ persistedQuery: { version: 1, sha256Hash: home.id } });
    const get = (encoding: string) =>
      request(bff.url, {
        query: { extensions },
        headers: { 'accept-encoding': encoding, 'apollo-require-preflight': 'true' },
      });
    const small = await get('gzip, br');
    expect(small.headers['content-encoding']).toBe('br');
    const bytes = Buffer.from(await small.body.arrayBuffer());
    const plain = await get('br;q=0');
    expect(plain.headers['content-encoding']).toBeUndefined();
    const text = await plain.body.text();
    expect(brotliDecompressSync(bytes).toString()).toBe(text);
    expect(bytes.length).toBeLessThan(text.length / 3);
  });

  it('with the wrong variables gets BAD_USER_INPUT, which is not kept', async () => {
    const answer = await app.send('ProductScreen', { slug: 7 });
    expect(codeOf(answer)).toBe('BAD_USER_INPUT');
    expect(answer.headers.get('etag')).toBeNull();
  });

  it('that changes something is not carried out by GET', async () => {
    const logout = newestRelease().operations.find(({ name }) => name === 'Logout')!;
    const answer = await app.get(logout.id);
    expect(answer.status).toBe(405);
    expect(bff.gateway.operations.map(({ name }) => name)).not.toContain('Logout');
  });
});

describe('what no release has', () => {
  it('an unknown id is told so by GET and by POST, and nothing is asked', async () => {
    bff.gateway.operations.length = 0;
    const unknown = 'f'.repeat(64);
    for (const answer of [
      await app.get(unknown),
      await app.post({ extensions: { persistedQuery: { version: 1, sha256Hash: unknown } } }),
    ]) {
      expect(answer.status).toBe(404);
      expect(codeOf(answer)).toBe('DOCUMENT_UNKNOWN');
    }
    expect(bff.gateway.operations).toEqual([]);
  });

  it('a text is refused, also one that comes with a good id, or in a batch', async () => {
    const query = '{ homeScreen { cartCount } }';
    const extensions = { persistedQuery: { version: 1, sha256Hash: home.id } };
    for (const body of [
      { query },
      { query, extensions },
      { query: null, extensions },
      [{ query }],
    ]) {
      const answer = await app.post(body);
      expect(answer.status).toBe(403);
      expect(codeOf(answer)).toBe('DOCUMENT_NOT_TRUSTED');
    }
  });

  it('a request for nothing is refused', async () => {
    expect(codeOf(await app.post({ variables: {} }))).toBe('BAD_REQUEST');
    expect(codeOf(await app.post({ extensions: 'no JSON' }))).toBe('BAD_REQUEST');
  });
});

it('in development any text is answered, and none is kept under its hash', async () => {
  const open = await startBff();
  try {
    const free = new ReleasedApp(open.url);
    const query = '{ homeScreen { cartCount } }';
    expect((await free.post({ query })).data.homeScreen).toEqual({ cartCount: null });
    expect(codeOf(await free.get('f'.repeat(64)))).toBe('DOCUMENT_UNKNOWN');
    expect((await free.send('HomeScreen')).status).toBe(200);
  } finally {
    await open.close();
  }
});
