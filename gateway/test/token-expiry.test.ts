import { expect, test } from 'vitest';
import { leftOfToken } from '../src/subscriptions/token-expiry.js';

const bearer = (claims: object) =>
  `Bearer e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;

test('a subscriber has until his token expires, and as long after that as a query has', () => {
  expect(leftOfToken(bearer({ exp: 100 }), 90_000)).toBe(15_000);
  expect(leftOfToken(bearer({ exp: 100 }), 200_000)).toBe(0);
});

test('a token of many weeks is no longer than the longest timer, which would else run out at once', () => {
  expect(leftOfToken(bearer({ exp: 10_000_000 }), 0)).toBe(2 ** 31 - 1);
});

test('what is no token, or never expires, ends no subscription', () => {
  for (const header of [undefined, 'Basic e30', 'Bearer of nobody', bearer({})])
    expect(leftOfToken(header, 0)).toBeUndefined();
});
