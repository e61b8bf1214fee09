import { expect, it } from 'vitest';
import { plainReason } from '../src/plain-reason.js';

it.each([
  ['no such order', 'no such order'],
  ['first\n    at somewhere (file.ts:1)', 'first'],
  ['550 <ada@example.com>: unknown', '550 <(an address)>: unknown'],
  ['postgresql://app:hush@db/orders is away', 'postgresql://db/orders is away'],
  [
    'GET https://push.example/send/abc?token=hush answered 410',
    'GET https://push.example/send/abc answered 410',
  ],
  ['no such charge: pi_3NxAb1C2d3E4', 'no such charge: (a secret)'],
  ['bad token eyJhbGciOi.eyJzdWIi.c2ln', 'bad token (a secret)'],
  ['key Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9v', 'key (a secret)'],
  ['It does not fit: [\n  {', 'It does not fit'],
  ['call +49 170 1234567', 'call (a number)'],
  [
    'no order 01890000-0000-7000-8000-000000000001',
    'no order 01890000-0000-7000-8000-000000000001',
  ],
  ['', 'It did not say why.'],
])('%j is shown as %j', (reason, shown) => {
  expect(plainReason(reason)).toBe(shown);
});

it('is 300 characters at most', () => {
  expect(plainReason('ab'.repeat(10).concat(' ').repeat(100)).length).toBeLessThanOrEqual(300);
});
