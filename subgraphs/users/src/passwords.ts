/**
 * Password hashing with argon2id. Each hash takes 19 MiB and some 30 ms of a core, so a bounded number
 * runs at once and a bounded number waits: a flood of sign-ins is refused, not queued for ever.
 */
import { randomBytes } from 'node:crypto';
import { hash, type Options, verify } from '@node-rs/argon2';
import { CodedError } from '@tributary/service';
import { normalizePassword } from './domain/password-policy.js';

/** OWASP's second recommendation: 19 MiB, two passes, one lane. Argon2id is the library's default. */
const argon2id: Options = {
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
};

export interface Passwords {
  hash(password: string): Promise<string>;
  /** Does the same work, and answers false, when there is no hash to compare with. */
  verify(password: string, passwordHash: string | null): Promise<boolean>;
}

export interface PasswordOptions {
  maxRunning?: number;
  maxWaiting?: number;
}

/** @throws CodedError SERVICE_UNAVAILABLE from `hash` and `verify` when too many are waiting. */
export function createPasswords({
  maxRunning = 4,
  maxWaiting = 200,
}: PasswordOptions = {}): Passwords {
  const limited = createLimiter(maxRunning, maxWaiting);
  const nobodysHash = hash(randomBytes(32), argon2id);
  nobodysHash.catch(() => undefined);
  return {
    hash: (password) => limited(() => hash(normalizePassword(password), argon2id)),
    async verify(password, passwordHash) {
      const stored = passwordHash ?? (await nobodysHash);
      const same = await limited(() => verify(stored, normalizePassword(password)));
      return same && passwordHash !== null;
    },
  };
}

function createLimiter(maxRunning: number, maxWaiting: number) {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= maxRunning) {
      if (waiting.length >= maxWaiting)
        throw new CodedError('SERVICE_UNAVAILABLE', 'Too many people sign in now; try again soon.');
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
