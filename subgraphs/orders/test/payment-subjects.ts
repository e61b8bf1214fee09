/** The payment providers as one suite can test them: each with its tokens, its own books and a way to lose an answer. */
import { createId } from '@tributary/service';
import { createStripeClient } from '../src/payments/stripe/client.js';
import { createStripeProvider } from '../src/payments/stripe/stripe-provider.js';
import type { PaymentProvider, ProviderRefs } from '../src/payments/provider.js';
import type { Harness } from './harness.js';
import { secretKey, startStripeServer, type StripeServer } from './stripe-server.js';

/** What the provider's own books say of a key. */
export interface Books {
  /** Payments that were ever authorised with it. */
  payments: number;
  heldMinor: number;
  capturedMinor: number;
  refundedMinor: number;
}

export interface Subject {
  provider: PaymentProvider;
  tokens: { ok: string; declined: string; unknown: string; lost: string };
  /** The next authorisation with `tokens.lost` succeeds, and nobody hears of it. */
  loseAnswer(): void;
  /** Whatever takes time at the provider has happened. */
  settle(): void;
  books(key: string): Promise<Books>;
  stop(): Promise<void>;
}

export async function builtInSubject(harness: Harness): Promise<Subject> {
  return {
    provider: harness.provider,
    tokens: { ok: 'tok_ok', declined: 'tok_declined', unknown: 'tok_what', lost: 'tok_timeout' },
    loseAnswer: () => undefined,
    settle: () => void harness.advance(30_000),
    async books(key) {
      const { rows } = await harness.owner.query(
        'SELECT status, amount, refunded FROM demo_provider_payments WHERE key = $1',
        [key],
      );
      const sum = (status: string) =>
        rows.filter((row) => row.status === status).reduce((all, row) => all + row.amount, 0);
      return {
        payments: rows.filter(({ status }) => ['AUTHORISED', 'CAPTURED'].includes(status)).length,
        heldMinor: sum('AUTHORISED'),
        capturedMinor: sum('CAPTURED'),
        refundedMinor: rows.reduce((all, row) => all + row.refunded, 0),
      };
    },
    stop: async () => undefined,
  };
}

/** Stripe's provider as the worker builds it, on a server of the tests. */
export function stripeProvider(
  { store }: Harness,
  server: Pick<StripeServer, 'url'>,
  options: { timeoutMs?: number; secretKey?: string } = {},
): PaymentProvider {
  const { timeoutMs = 10_000, secretKey: key = secretKey } = options;
  const stripe = createStripeClient({ secretKey: key, apiUrl: server.url, timeoutMs });
  const refs: ProviderRefs = {
    find: (id) => store.providerRef(id),
    bind: (id, ref) => store.bindProviderRef(id, ref),
  };
  return createStripeProvider({ stripe, refs, createId });
}

export async function stripeSubject(harness: Harness): Promise<Subject & { server: StripeServer }> {
  const server = await startStripeServer();
  return {
    server,
    provider: stripeProvider(harness, server),
    tokens: {
      ok: 'pm_card_visa',
      declined: 'pm_card_visa_chargeDeclined',
      unknown: 'tok_what',
      lost: 'pm_card_visa',
    },
    loseAnswer: () => server.fail('confirm', 'answer lost'),
    settle: () => undefined,
    async books(key) {
      const intents = server.books.intentsOf(key);
      const sum = (of: (intent: (typeof intents)[number]) => number) =>
        intents.reduce((all, intent) => all + of(intent), 0);
      return {
        payments: intents.filter(({ status }) => ['requires_capture', 'succeeded'].includes(status))
          .length,
        heldMinor: sum(({ amount_capturable }) => amount_capturable),
        capturedMinor: sum(({ amount_received }) => amount_received),
        refundedMinor: sum(({ latest_charge }) => latest_charge?.amount_refunded ?? 0),
      };
    },
    stop: () => server.stop(),
  };
}
