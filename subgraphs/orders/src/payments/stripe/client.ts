/** The connection to Stripe, with everything bounded that the library leaves open. */
import Stripe from 'stripe';

export interface StripeClientOptions {
  /** Never logged; it leaves this process only as a header. */
  secretKey: string;
  /** Scheme, host and port. */
  apiUrl: string;
  /** One request may take this long, its body included. */
  timeoutMs: number;
}

/**
 * Opens no connection. The library repeats nothing by itself: the queue does, and it first asks what
 * became of the last attempt.
 */
export function createStripeClient({ secretKey, apiUrl, timeoutMs }: StripeClientOptions): Stripe {
  const { hostname, port, protocol } = new URL(apiUrl);
  const scheme = protocol === 'http:' ? 'http' : 'https';
  return new Stripe(secretKey, {
    host: hostname,
    port: port || (scheme === 'http' ? 80 : 443),
    protocol: scheme,
    // Its timer is one for the whole request; the default client's begins anew with each byte.
    httpClient: Stripe.createFetchHttpClient(),
    timeout: timeoutMs,
    maxNetworkRetries: 0,
    telemetry: false,
  });
}
