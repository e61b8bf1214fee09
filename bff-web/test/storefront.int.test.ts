// What bff-web serves besides GraphQL: the storefront's build, pictures, and headers that keep both safe.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBff, type TestBff } from './browser.js';

const script = 'console.log("a shop");'.repeat(50);
let folder: string;
let inventory: Server;
let asked: string[] = [];
let bff: TestBff;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'storefront-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Shop</title>');
  writeFileSync(join(folder, 'favicon.svg'), '<svg/>');
  const asset = join(folder, 'assets/index-BQ1x_9aZ.js');
  writeFileSync(asset, script);
  writeFileSync(`${asset}.br`, brotliCompressSync(script));
  writeFileSync(`${asset}.gz`, gzipSync(script));
  writeFileSync(join(folder, '..', 'beside.txt'), 'secret');
  inventory = createServer((incoming, response) => {
    asked.push(incoming.url!);
    response.writeHead(200, {
      'content-type': 'image/svg+xml',
      'cache-control': 'public, max-age=86400',
      'x-internal': 'not for browsers',
    });
    response.end('<svg/>');
  });
  await new Promise<void>((resolve) => void inventory.listen(0, '127.0.0.1', resolve));
  const { port } = inventory.address() as AddressInfo;
  bff = await startBff({ storefront: folder, inventoryUrl: `http://127.0.0.1:${port}` });
});
afterAll(async () => {
  await bff.close();
  inventory.closeAllConnections();
  inventory.close();
  rmSync(folder, { recursive: true });
});

/** As a browser that goes to an address; without undici's own decompression. */
async function get(path: string, headers: Record<string, string> = {}, url = bff.url) {
  const answer = await request(new URL(path, url), {
    headers: { accept: 'text/html,*/*', ...headers },
  });
  return {
    status: answer.statusCode,
    headers: answer.headers,
    body: await answer.body.text(),
  };
}

describe('the storefront', () => {
  it.each(['/', '/products/blue-mug', '/account'])(
    '%s is its page, asked for each time',
    async (path) => {
      const { status, headers, body } = await get(path);
      expect([status, body]).toEqual([200, '<!doctype html><title>Shop</title>']);
      expect(headers['cache-control']).toBe('no-cache');
      const again = await get(path, { 'if-none-match': String(headers['etag']) });
      expect([again.status, again.body]).toEqual([304, '']);
    },
  );

  it('keeps what is named by its content for good, compressed as the browser likes', async () => {
    const path = '/assets/index-BQ1x_9aZ.js';
    const plain = await get(path, { 'accept-encoding': 'identity' });
    expect(plain.body).toBe(script);
    expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    for (const [accepted, encoding] of [
      ['gzip, br', 'br'],
      ['gzip', 'gzip'],
    ]) {
      const { headers, body } = await get(path, { 'accept-encoding': accepted! });
      expect(headers['content-encoding']).toBe(encoding);
      expect(headers['content-type']).toMatch(/javascript/);
      expect(headers['vary']).toMatch(/accept-encoding/i);
      expect(body.length).toBeLessThan(script.length / 4);
    }
    expect((await get('/favicon.svg')).headers['cache-control']).toBe('no-cache');
  });

  it.each([
    '/assets/gone-12345678.js',
    '/..%2fbeside.txt',
    '/assets/..%2f..%2fbeside.txt',
    '/graphql/nothing',
    '/health/nothing',
  ])('%s is not found, with a code', async (path) => {
    const { status, body } = await get(path);
    expect(status).toBe(404);
    expect(body).toContain('NOT_FOUND');
    expect(body).not.toContain('secret');
  });

  it('tells browsers what the page may not do', async () => {
    const { headers } = await get('/');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toMatch(/unsafe|\*/);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'cross-origin-opener-policy': 'same-origin',
    });
    expect(headers['strict-transport-security']).toBeUndefined();
  });

  it('is not there without a build, and the API is', async () => {
    const bare = await startBff({ NODE_ENV: 'production' });
    const answer = await get('/', {}, bare.url);
    expect(answer.status).toBe(404);
    expect(answer.headers['strict-transport-security']).toBe('max-age=31536000');
    await bare.close();
  });
});

describe('a picture', () => {
  it('comes from inventory, with what a browser needs to know', async () => {
    asked = [];
    const { status, headers, body } = await get('/images/blue-mug.svg?category=mugs&other=1');
    expect([status, body]).toEqual([200, '<svg/>']);
    expect(headers['cache-control']).toBe('public, max-age=86400');
    expect(headers['x-internal']).toBeUndefined();
    expect(asked).toEqual(['/images/blue-mug.svg?category=mugs']);
  });

  it.each(['/images/..%2fgraphql', '/images/x.png', '/images/a%20b.svg'])(
    '%s is not asked for',
    async (path) => {
      asked = [];
      expect((await get(path)).status).toBe(404);
      expect(asked).toEqual([]);
    },
  );

  it('is unavailable, with a code, while inventory is', async () => {
    const alone = await startBff();
    const { status, body } = await get('/images/blue-mug.svg', {}, alone.url);
    expect([status, body.includes('SERVICE_UNAVAILABLE')]).toEqual([503, true]);
    await alone.close();
  });
});
