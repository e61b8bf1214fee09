/**
 * The payment provider that comes with the store: it moves no money and keeps honest books of it.
 * It plays an outside system that can be slow or fail; what it does is decided by the token.
 *   tok_ok authorised · tok_timeout authorised, but answers late · tok_flaky fails twice, then
 *   authorised · anything else, such as tok_declined, declined
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { BookEntry, ProviderBooks } from '../store.js';
import {
  type AuthoriseRequest,
  type PaymentProvider,
  ProviderFailedError,
  type ProviderPayment,
} from './provider.js';

export interface BuiltInProviderOptions {
  books: ProviderBooks;
  now: () => Date;
  createId: () => string;
  /** How long tok_timeout takes to answer. */
  slowAnswerMs: number;
  /** Waits; rejects when the signal aborts. */
  wait?: (durationMs: number, signal: AbortSignal) => Promise<unknown>;
}

const flakyFailures = 2;

export function createBuiltInProvider({
  books,
  now,
  createId,
  slowAnswerMs,
  wait = (durationMs, signal) => delay(durationMs, undefined, { signal }),
}: BuiltInProviderOptions): PaymentProvider {
  const newRef = () => `demo_${createId()}`;

  /** A late answer is given when its time has come, whether or not anybody still waits for it. */
  async function settled(entry: BookEntry): Promise<BookEntry> {
    return entry.status === 'PENDING' && entry.answersAt <= now()
      ? books.move(entry.key, ['PENDING'], 'AUTHORISED')
      : entry;
  }

  async function find(key: string): Promise<BookEntry | null> {
    const entry = await books.find(key);
    return entry && settled(entry);
  }

  /** An entry that was opened and not decided: the attempts before have failed. */
  async function decide({ key, token, attempts }: BookEntry): Promise<BookEntry> {
    const status = answerTo(token, attempts);
    if (status === 'NEW') throw new ProviderFailedError('Try again.');
    return books.move(key, ['NEW'], status);
  }

  async function authorise(request: AuthoriseRequest): Promise<ProviderPayment> {
    const { signal, ...order } = request;
    const isSlow = order.token === 'tok_timeout';
    const answersAt = new Date(now().getTime() + (isSlow ? slowAnswerMs : 0));
    const status = answerTo(order.token, 1);
    const opened = await books.countAttempt({ ...order, ref: newRef(), status, answersAt });
    const entry = await settled(opened.status === 'NEW' ? await decide(opened) : opened);
    if (entry.status !== 'PENDING') return toPayment(entry);
    await wait(Math.max(0, entry.answersAt.getTime() - now().getTime()), signal);
    return toPayment((await find(order.key)) ?? entry);
  }

  return {
    authorise,
    async find(key) {
      const entry = await find(key);
      return entry && entry.status !== 'NEW' ? toPayment(entry) : null;
    },
    async capture(key) {
      return toPayment(await books.move(key, ['AUTHORISED'], 'CAPTURED'));
    },
    async cancel(key) {
      await find(key);
      return toPayment(await books.close(key, newRef(), now()));
    },
    async refund({ key, refundKey, amountMinor }) {
      if (!(await books.refund(key, refundKey, amountMinor)))
        throw new ProviderFailedError('There is not that much left to pay back.');
    },
  };
}

/** What becomes of a payment that is asked for so often; NEW when the provider fails. */
function answerTo(token: string, attempts: number): BookEntry['status'] {
  switch (token) {
    case 'tok_ok':
      return 'AUTHORISED';
    case 'tok_timeout':
      return 'PENDING';
    case 'tok_flaky':
      return attempts <= flakyFailures ? 'NEW' : 'AUTHORISED';
    default:
      return 'DECLINED';
  }
}

function toPayment({ ref, status, amount }: BookEntry): ProviderPayment {
  if (status === 'NEW') throw new ProviderFailedError('The payment was not decided.');
  return { ref, status, amountMinor: amount };
}
