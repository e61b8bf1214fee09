/** The payment provider that the configuration chooses. Stripe's library is loaded only for Stripe. */
import type { WorkerConfig } from '../config.js';
import type { Store } from '../store.js';
import { createBuiltInProvider } from './built-in-provider.js';
import type { PaymentProvider } from './provider.js';

type Config = Pick<
  WorkerConfig,
  | 'PAYMENT_PROVIDER'
  | 'PAYMENT_TIMEOUT_MS'
  | 'PAYMENT_DEMO_DELAY_MS'
  | 'STRIPE_SECRET_KEY'
  | 'STRIPE_API_URL'
>;

export interface ProviderDependencies {
  store: Pick<Store, 'providerBooks' | 'providerRef' | 'bindProviderRef'>;
  now: () => Date;
  createId: () => string;
}

export async function createProvider(
  config: Config,
  { store, now, createId }: ProviderDependencies,
): Promise<PaymentProvider> {
  if (config.PAYMENT_PROVIDER === 'demo')
    return createBuiltInProvider({
      books: store.providerBooks,
      now,
      createId,
      slowAnswerMs: config.PAYMENT_DEMO_DELAY_MS,
    });
  const [{ createStripeClient }, { createStripeProvider }] = await Promise.all([
    import('./stripe/client.js'),
    import('./stripe/stripe-provider.js'),
  ]);
  const stripe = createStripeClient({
    // Demanded by readWorkerConfig of whoever chooses Stripe.
    secretKey: config.STRIPE_SECRET_KEY!,
    apiUrl: config.STRIPE_API_URL,
    timeoutMs: config.PAYMENT_TIMEOUT_MS,
  });
  const refs = { find: store.providerRef, bind: store.bindProviderRef };
  return createStripeProvider({ stripe, refs, createId });
}
