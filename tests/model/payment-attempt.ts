/**
 * Runs the real handlers of orders-payment one call at a time. An attempt is what it was answered so
 * far: it is run again from its start with those answers, does one more call, and is left there. So
 * anything can happen between any two calls, and a crash is an attempt that is never gone on with.
 */
import { isDeepStrictEqual } from 'node:util';
import type { EventOf } from '@tributary/contracts';
import { PermanentError } from '@tributary/messaging';
import type { PaymentEnvironment } from '../../subgraphs/orders/src/consumers/environment.js';
import { paymentHandlers } from '../../subgraphs/orders/src/consumers/payment.js';
import { applyChanges } from '../../subgraphs/orders/src/domain/apply-changes.js';
import { needsPaymentToken } from '../../subgraphs/orders/src/domain/order.js';
import type { KnownOrder, StampedChange } from '../../subgraphs/orders/src/store.js';
import { knownOnly, logger, ordersTransaction, type Scene, stampsOf } from './handlers.js';
import { type Attempt, type Message, orderId } from './order-life.js';
import { answer, type ProviderCall, type Verdict } from './provider.js';

/** A call that an attempt makes: to the provider, or one statement or transaction on orders. */
type Call = { to: 'provider'; call: ProviderCall } | { to: 'orders'; words: string; run: Run };
type Run = (scene: Scene, claim: () => boolean) => Promise<unknown>;

/** What an attempt does next, in words, and the call when it goes to the provider. */
export interface NextCall {
  words: string;
  provider: ProviderCall | null;
}

/** How an attempt stands after a call. */
export type Standing = 'RUNS' | 'DONE' | 'FAILED' | 'FAILED_FOR_GOOD';

class PausedError extends Error {}

/** The call that the attempt would make next, without making it. */
export async function nextCall(scene: Scene, event: Message, answers: Attempt): Promise<NextCall> {
  let next: NextCall = { words: 'ends', provider: null };
  await resume(scene, event, answers, async (call) => {
    next =
      call.to === 'provider'
        ? { words: `provider.${call.call.method}`, provider: call.call }
        : { words: call.words, provider: null };
    throw new PausedError();
  });
  return next;
}

/** Makes the attempt's next call; answers all that it was answered then, and how it stands. */
export async function advance(
  scene: Scene,
  event: Message,
  answers: Attempt,
  { claim, verdict }: { claim: () => boolean; verdict: Verdict },
): Promise<{ standing: Standing; answers: Attempt }> {
  let now = answers;
  const standing = await resume(scene, event, answers, async (call) => {
    const given =
      call.to === 'orders'
        ? await call.run(scene, claim)
        : answer(scene.provider, call.call, verdict);
    now = [...answers, given ?? null];
    return given;
  });
  return { standing, answers: now };
}

async function resume(
  scene: Scene,
  event: Message,
  answers: Attempt,
  perform: (call: Call) => Promise<unknown>,
): Promise<Standing> {
  let calls = 0;
  const ask = async (call: Call): Promise<never> => {
    const index = calls++;
    if (index > answers.length) throw new PausedError();
    return (index < answers.length ? answers[index] : await perform(call)) as never;
  };
  const handlers = paymentHandlers(environment(scene, ask)) as Record<
    string,
    ((event: EventOf, delivery: object) => Promise<unknown>) | undefined
  >;
  const handler = handlers[event.name];
  if (!handler) throw new Error(`"orders-payment" has no handler for "${event.name}".`);
  const delivery = { attempt: 1, isLastAttempt: false, signal: new AbortController().signal };
  try {
    await handler({ ...event, id: 'event' } as unknown as EventOf, delivery);
    return 'DONE';
  } catch (error) {
    if (error instanceof PausedError) return 'RUNS';
    return error instanceof PermanentError ? 'FAILED_FOR_GOOD' : 'FAILED';
  }
}

function environment(scene: Scene, ask: (call: Call) => Promise<never>): PaymentEnvironment {
  const provider = (call: ProviderCall) => ask({ to: 'provider', call });
  const orders = (words: string, run: Run) => ask({ to: 'orders', words, run });
  return {
    logger,
    ...stampsOf(scene),
    paymentTimeoutMs: 3_600_000,
    store: knownOnly('orders', {
      orderToPay: () =>
        orders('reads the order', async ({ order }) => ({
          order: structuredClone(order),
          version: 1,
          paymentToken: needsPaymentToken(order.status) ? 'token' : null,
        })),
      // Here an order is at the same version as long as it is the same.
      saveUnchanged: (known: KnownOrder, { changes }: StampedChange) =>
        orders('writes it down if nothing has changed', async (scene) => {
          if (!isDeepStrictEqual(known.order, scene.order)) return false;
          scene.order = applyChanges(scene.order, changes);
          return true;
        }),
      transaction: (work: never) =>
        orders('writes it down', (scene, claim) => ordersTransaction(scene, claim)(work)),
    }) as unknown as PaymentEnvironment['store'],
    provider: {
      find: () => provider({ method: 'find' }),
      authorise: ({ amountMinor }) => provider({ method: 'authorise', amountMinor }),
      capture: () => provider({ method: 'capture' }),
      cancel: () => provider({ method: 'cancel' }),
      refund: ({ key, refundKey, amountMinor }) => {
        if (key !== orderId) throw new Error(`A refund of another payment: ${key}.`);
        return provider({ method: 'refund', refundKey, amountMinor });
      },
    },
  };
}
