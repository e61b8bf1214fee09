import { describe, expect, it } from 'vitest';
import { commonPasswordStems } from '../src/domain/common-passwords.js';
import { weaknessOf } from '../src/domain/password-policy.js';

const weak = (password: string, email = 'grace@example.com') => weaknessOf(password, email);

describe('a new password', () => {
  it('is accepted when it is long and uncommon', () => {
    expect(weak('four unrelated words')).toBeNull();
    expect(weak('пароль из четырёх слов')).toBeNull();
    expect(weak('tributary-demo', 'ada@example.com')).toBeNull();
    expect(weak('tributary-demo', 'staff@example.com')).toBeNull();
  });

  it('has 10 to 200 characters, however many bytes they take', () => {
    expect(weak('nine char')).toContain('at least 10');
    expect(weak('ten chars!')).toBeNull();
    expect(weak('🦆🐧🦉🦅🐤🦜🦢🦩🕊')).toContain('at least 10');
    expect(weak('ab'.repeat(50) + 'cdef'.repeat(25))).toBeNull();
    expect(weak('abcd'.repeat(50) + 'e')).toContain('at most 200');
  });

  it('is not the usual kind with decoration', () => {
    const common = weak('password123');
    expect(common).toContain('among the first that are guessed');
    expect(commonPasswordStems.size).toBeGreaterThanOrEqual(100);
    for (const password of [
      'password123',
      'Passw0rd2024!',
      '!!iloveyou99',
      'qwertyuiop',
      'P@ssword123',
    ])
      expect({ password, says: weak(password) }).toEqual({ password, says: common });
    for (const password of ['1234567890', '0000000000', 'aaaaaaaaaaaaa', 'abababababab'])
      expect({ password, says: weak(password) }).toEqual({ password, says: common });
  });

  it('leaves the mailbox name out', () => {
    expect(weak('i am Grace here')).toContain('e-mail address');
    expect(weak('jo-jo-jo-jo-la', 'jo@example.com')).toBeNull();
  });
});
