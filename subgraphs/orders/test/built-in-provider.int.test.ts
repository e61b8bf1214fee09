/** The built-in provider keeps the contract of payments/provider.ts, on which the saga relies. */
import { createId } from '@tributary/service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from './harness.js';

let harness: Harness;
beforeAll(async () => void (harness = await startHarness()));
afterAll(() => harness.close());

const authorise = (key: string, token = 'tok_ok') =>
  harness.provider.authorise({
    key,
    token,
    amountMinor: 1_000,
    currency: 'EUR',
    signal: new AbortController().signal,
  });

const refund = (key: string, refundKey: string, amountMinor: number) =>
  harness.provider.refund({ key, refundKey, amountMinor });

describe('a key', () => {
  it('stands for one payment, however often it is authorised', async () => {
    const key = createId();
    const first = await authorise(key);
    expect(first).toMatchObject({ status: 'AUTHORISED', amountMinor: 1_000 });
    expect(await authorise(key)).toEqual(first);
    expect(await harness.provider.capture(key)).toEqual({ ...first, status: 'CAPTURED' });
    expect(await authorise(key)).toEqual({ ...first, status: 'CAPTURED' });
  });

  it('that was declined stays declined', async () => {
    const key = createId();
    expect((await authorise(key, 'tok_declined')).status).toBe('DECLINED');
    expect((await authorise(key)).status).toBe('DECLINED');
    expect((await harness.provider.cancel(key)).status).toBe('DECLINED');
  });

  it('that was given up takes no payment any more, whether or not one was held', async () => {
    const [held, unheard] = [createId(), createId()];
    await authorise(held);
    for (const key of [held, unheard]) {
      expect((await harness.provider.cancel(key)).status).toBe('VOIDED');
      expect((await authorise(key)).status).toBe('VOIDED');
      expect((await harness.provider.capture(key)).status).toBe('VOIDED');
    }
  });

  it('that nobody paid with is unknown', async () => {
    expect(await harness.provider.find(createId())).toBeNull();
  });
});

describe('captured money', () => {
  it('is not given up by cancelling', async () => {
    const key = createId();
    await authorise(key);
    await harness.provider.capture(key);
    expect((await harness.provider.cancel(key)).status).toBe('CAPTURED');
  });

  it('is paid back once per refund key, and never more of it than there is', async () => {
    const [key, refundKey] = [createId(), createId()];
    await authorise(key);
    await harness.provider.capture(key);
    await refund(key, refundKey, 600);
    await refund(key, refundKey, 600);
    await expect(refund(key, createId(), 401)).rejects.toThrow('not that much left');
    await refund(key, createId(), 400);
  });

  it('that is only held cannot be paid back', async () => {
    const key = createId();
    await authorise(key);
    await expect(refund(key, createId(), 1)).rejects.toThrow('not that much left');
  });
});
