// In production the BFF answers released documents alone: the app may ask for no others.
import { readFileSync } from 'node:fs';
import * as client from '../../packages/mobile-client/src/index.js';
import { expect, it } from 'vitest';
import { appVersion } from '../../mobile/src/phone/app-version.js';

const manifest = new URL(`../releases/${appVersion}/manifest.json`, import.meta.url);

it('the app asks for the documents of its release; changed ones need the next (npm run release:mobile)', () => {
  const { operations } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    operations: { id: string; name: string }[];
  };
  const released = new Set(operations.map(({ id }) => id));
  const asked = Object.entries(client).filter(([name]) => name.endsWith('Document'));
  expect(asked.length).toBeGreaterThan(20);
  const unknown = asked.filter(([, document]) => !released.has((document as { id: string }).id));
  expect(unknown.map(([name]) => name)).toEqual([]);
});
