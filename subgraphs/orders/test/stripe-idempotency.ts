/** Idempotency keys as Stripe keeps them: the first answer is saved, whatever it was, and given again. */
import { createHash } from 'node:crypto';
import { StripeFault } from './stripe-books.js';

export interface Answer {
  status: number;
  body: unknown;
  isReplayed?: boolean;
}

interface Saved {
  fingerprint: string;
  /** Undefined while the first request is at work. */
  answer?: Answer;
}

export function createIdempotencyLayer() {
  const saved = new Map<string, Saved>();
  return {
    /** As if 24 hours had passed. */
    forget: () => saved.clear(),

    /**
     * Runs `execute` once per key. A request that fails before it is executed (`validate`) is not saved.
     * @throws StripeFault 400 when the key was used with another request, 409 while the first is at work
     */
    async run(
      key: string | undefined,
      request: string,
      validate: () => void,
      execute: () => Promise<Answer>,
    ): Promise<Answer> {
      const fingerprint = createHash('sha256').update(request).digest('hex');
      const earlier = key === undefined ? undefined : saved.get(key);
      if (earlier) return replay(earlier, fingerprint);
      validate();
      const entry: Saved = { fingerprint };
      if (key !== undefined) saved.set(key, entry);
      entry.answer = await execute();
      return entry.answer;
    },
  };
}

function replay({ fingerprint, answer }: Saved, asked: string): Answer {
  if (fingerprint !== asked)
    throw new StripeFault(400, {
      type: 'idempotency_error',
      message: 'Keys for idempotent requests can only be used with the same parameters.',
    });
  if (!answer)
    throw new StripeFault(409, {
      type: 'idempotency_error',
      code: 'idempotency_key_in_use',
      message: 'There is currently another in-progress request using this Idempotent Key.',
    });
  return { ...answer, isReplayed: true };
}
