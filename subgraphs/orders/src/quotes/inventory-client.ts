/**
 * The one synchronous call between services: what inventory says of SKUs now. It waits no longer than
 * its deadline, and after repeated failures not at all until inventory has had time to come back.
 */
import { createRequire } from 'node:module';
import { type Client, credentials, loadPackageDefinition, Metadata } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { type Currency, currencies } from '@tributary/contracts';
import { injectTrace, SpanKind, withSpan } from '@tributary/service';
import { bulkhead, circuitBreaker, ConsecutiveBreaker, handleAll, wrap } from 'cockatiel';
import type { Quote } from '../domain/checkout.js';

export interface InventoryClientOptions {
  /** host:port of inventory's gRPC server. */
  address: string;
  timeoutMs: number;
  /** Failures in a row before calls are refused without asking. */
  breakAfter?: number;
  /** How long calls are refused before one is let through to try. */
  halfOpenAfterMs?: number;
}

export interface InventoryClient {
  /** Quotes by SKU; one that is not sold is absent. Rejects when inventory does not answer in time. */
  quote(skus: readonly string[]): Promise<Map<string, Quote>>;
  close(): void;
}

interface QuotedVariant {
  sku: string;
  name: string;
  amount: number;
  currency: string;
  available: number;
}

interface InventoryStub extends Client {
  quote(
    request: { skus: readonly string[] },
    metadata: Metadata,
    options: { deadline: Date },
    callback: (error: Error | null, reply?: { variants: QuotedVariant[] }) => void,
  ): void;
}

/** Calls at once, and waiting for their turn; above that the known prices must do. */
const maxConcurrentCalls = 100;
const maxWaitingCalls = 400;

/** Connects in the background, on first use, and reconnects by itself. */
export function createInventoryClient({
  address,
  timeoutMs,
  breakAfter = 5,
  halfOpenAfterMs = 2_000,
}: InventoryClientOptions): InventoryClient {
  const stub = createStub(address);
  const policy = wrap(
    bulkhead(maxConcurrentCalls, maxWaitingCalls),
    circuitBreaker(handleAll, {
      halfOpenAfter: halfOpenAfterMs,
      breaker: new ConsecutiveBreaker(breakAfter),
    }),
  );
  const call = (skus: readonly string[]) =>
    withSpan('inventory.Quote', () => ask(stub, skus, timeoutMs), { kind: SpanKind.CLIENT });
  return {
    async quote(skus) {
      const variants = await policy.execute(() => call(skus));
      return new Map(variants.map((variant) => [variant.sku, toQuote(variant)]));
    },
    close: () => stub.close(),
  };
}

function createStub(address: string): InventoryStub {
  const file = createRequire(import.meta.url).resolve('@tributary/contracts/proto/quote.proto');
  const loaded = loadPackageDefinition(loadSync(file, { defaults: true })) as unknown as {
    tributary: { inventory: { v1: { Inventory: new (...args: unknown[]) => InventoryStub } } };
  };
  return new loaded.tributary.inventory.v1.Inventory(address, credentials.createInsecure(), {
    'grpc.initial_reconnect_backoff_ms': 200,
    'grpc.max_reconnect_backoff_ms': 2_000,
  });
}

function ask(
  stub: InventoryStub,
  skus: readonly string[],
  timeoutMs: number,
): Promise<QuotedVariant[]> {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(injectTrace({}))) metadata.set(name, value);
  const deadline = new Date(Date.now() + timeoutMs);
  return new Promise((resolve, reject) => {
    stub.quote({ skus }, metadata, { deadline }, (error, reply) =>
      error ? reject(error) : resolve(reply?.variants ?? []),
    );
  });
}

function toQuote({ sku, name, amount, currency, available }: QuotedVariant): Quote {
  if (!currencies.includes(currency as Currency))
    throw new Error(`Inventory quoted ${sku} in "${currency}", which the store does not trade in.`);
  return { sku, name, unitPriceMinor: amount, currency: currency as Currency, available };
}
