import { describe, expect, it } from 'vitest';
import { judgeRefreshToken, sessionExpiry } from '../src/domain/session-lifetime.js';

const day = 24 * 3_600_000;
const at = (ms: number) => new Date(Date.parse('2026-01-01T00:00:00Z') + ms);
const open = { expiresAt: at(30 * day), revokedAt: null };

describe('a session', () => {
  it('ends 30 days after its last use', () => {
    expect(sessionExpiry(at(0), at(10 * day))).toEqual(at(40 * day));
  });

  it('ends 90 days after signing in, however often it is used', () => {
    expect(sessionExpiry(at(0), at(80 * day))).toEqual(at(90 * day));
  });
});

describe('a refresh token', () => {
  it('is traded once', () => {
    expect(judgeRefreshToken({ usedAt: null, session: open }, at(0))).toBe('rotate');
  });

  it('is only refused when it comes back within ten seconds', () => {
    expect(judgeRefreshToken({ usedAt: at(0), session: open }, at(10_000))).toBe('refuse');
  });

  it('ends the session when it comes back later', () => {
    expect(judgeRefreshToken({ usedAt: at(0), session: open }, at(10_001))).toBe('revoke');
  });

  it('is refused when its session is over', () => {
    const revoked = { ...open, revokedAt: at(0) };
    expect(judgeRefreshToken({ usedAt: null, session: revoked }, at(1))).toBe('refuse');
    expect(judgeRefreshToken({ usedAt: null, session: open }, at(30 * day))).toBe('refuse');
  });
});
