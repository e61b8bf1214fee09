// The web app beside the API: what a browser is told of its files, and what an app's answers do not carry.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBff, type TestBff } from './device.js';

let folder: string;
let bff: TestBff;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mobile-app-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>App</title>');
  writeFileSync(join(folder, 'service-worker.js'), '// worker');
  writeFileSync(join(folder, 'manifest.webmanifest'), '{}');
  writeFileSync(join(folder, 'assets/index-BQ1x_9aZ.js'), '// app');
  bff = await startBff('production', undefined, {
    MOBILE_APP_DIR: folder,
    PUBLIC_IMAGES_URL: 'http://pictures.example:81/shop',
  });
});
afterAll(async () => {
  await bff.close();
  rmSync(folder, { recursive: true });
});

const get = (path: string, url = bff.url) =>
  fetch(new URL(path, url), { headers: { accept: 'text/html,*/*' } });

describe('the app', () => {
  it.each(['/', '/orders/1'])('%s is its page, under a strict policy', async (path) => {
    const { status, headers } = await get(path);
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-cache');
    const policy = headers.get('content-security-policy')!;
    expect(policy).toContain(
      "default-src 'self'; img-src 'self' data: https: http://pictures.example:81;",
    );
    expect(policy).not.toContain('unsafe');
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
  });

  it('has a worker that is asked for each time, and may keep pictures', async () => {
    const { headers } = await get('/service-worker.js');
    expect(headers.get('cache-control')).toBe('no-cache');
    expect(headers.get('content-type')).toMatch(/javascript/);
    expect(headers.get('content-security-policy')).toContain(
      "connect-src 'self' https: http://pictures.example:81",
    );
  });

  it('has a manifest, and files that are kept for good', async () => {
    const manifest = await get('/manifest.webmanifest');
    expect(manifest.headers.get('content-type')).toMatch(/manifest\+json/);
    const script = await get('/assets/index-BQ1x_9aZ.js');
    expect(script.headers.get('cache-control')).toMatch(/immutable/);
  });

  it('costs the API nothing: its answers carry no headers for browsers', async () => {
    const { status, headers } = await fetch(bff.url, { method: 'POST' });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(headers.get('content-security-policy')).toBeNull();
  });

  it('is not there without a build', async () => {
    const bare = await startBff('production', undefined, { MOBILE_APP_DIR: join(folder, 'none') });
    expect((await get('/', bare.url)).status).toBe(404);
    await bare.close();
  });
});
