import type { EventEnvironment } from '../commands/environment.js';
import type { PaymentProvider } from '../payments/provider.js';

/** What the handlers of orders-payment are given. */
export interface PaymentEnvironment extends EventEnvironment {
  provider: PaymentProvider;
  /** How long one call to the provider may take. */
  paymentTimeoutMs: number;
}
