/**
 * The gRPC front: `Quote`, the one synchronous call between services. It continues the caller's trace
 * and request id. Nothing else is served here.
 */
import { fileURLToPath } from 'node:url';
import {
  type handleUnaryCall,
  loadPackageDefinition,
  type Metadata,
  Server,
  ServerCredentials,
  type ServiceDefinition,
  type StatusObject,
  status,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { context } from '@opentelemetry/api';
import {
  type Logger,
  readRequestId,
  requestIdHeader,
  SpanKind,
  withRequestId,
  withSpan,
} from '@tributary/service';
import { isUnavailable } from '@tributary/service/graphql-server';
import { createQuoteBatches } from './quote-batches.js';
import type { Store } from './store.js';
import type { QuoteView } from './views.js';

const skusMax = 100;
/** A request of 100 SKUs is far below. */
const requestBytesMax = 65_536;

type Quote = handleUnaryCall<{ skus: string[] }, { variants: QuoteView[] }>;

interface InventoryPackage {
  tributary: { inventory: { v1: { Inventory: { service: ServiceDefinition } } } };
}

export interface QuoteServerOptions {
  store: Pick<Store, 'quote'>;
  logger: Logger;
  host: string;
  /** 0 picks a free one. */
  port: number;
}

export interface QuoteServer {
  port: number;
  /** Takes no more calls and waits for the running ones, up to `timeoutMs`. */
  close(timeoutMs?: number): Promise<void>;
}

/** @throws Error (code EADDRINUSE and the port) when the port is taken */
export async function startQuoteServer(options: QuoteServerOptions): Promise<QuoteServer> {
  const server = new Server({ 'grpc.max_receive_message_length': requestBytesMax });
  server.addService(readService(), { Quote: createQuote(options) });
  const port = await bind(server, options.host, options.port);
  return { port, close: (timeoutMs = 5_000) => drain(server, timeoutMs) };
}

function readService(): ServiceDefinition {
  const proto = fileURLToPath(import.meta.resolve('@tributary/contracts/proto/quote.proto'));
  const definition = loadSync(proto, { keepCase: true, defaults: true });
  const loaded = loadPackageDefinition(definition) as unknown as InventoryPackage;
  return loaded.tributary.inventory.v1.Inventory.service;
}

function createQuote({ store, logger }: QuoteServerOptions): Quote {
  const quote = createQuoteBatches((skus) => store.quote(skus));
  return (call, reply) => {
    const skus = [...new Set(call.request.skus)].filter((sku) => !sku.includes('\0'));
    if (skus.length > skusMax) {
      reply({
        code: status.INVALID_ARGUMENT,
        details: `At most ${skusMax} SKUs can be quoted at once.`,
      });
      return;
    }
    inCallersTrace(call.metadata, () => quote(skus)).then(
      (variants) => reply(null, { variants }),
      (error: unknown) => {
        logger.error({ err: error }, 'quote failed');
        reply(toStatus(error));
      },
    );
  };
}

function inCallersTrace<T>(metadata: Metadata, work: () => Promise<T>): Promise<T> {
  const requestId = readRequestId(text(metadata, requestIdHeader));
  const traceparent = text(metadata, 'traceparent') ?? null;
  return withSpan(
    'inventory.Quote',
    () => context.with(withRequestId(requestId, context.active()), work),
    { kind: SpanKind.SERVER, traceparent },
  );
}

const text = (metadata: Metadata, key: string): string | undefined =>
  metadata.get(key)[0]?.toString();

/** What the caller may know: whether trying again makes sense. */
const toStatus = (error: unknown): Partial<StatusObject> =>
  isUnavailable(error)
    ? { code: status.UNAVAILABLE, details: 'The database cannot be reached just now.' }
    : { code: status.INTERNAL, details: 'A fault of ours; the log has it.' };

function bind(server: Server, host: string, port: number): Promise<number> {
  const address = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  return new Promise((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, bound) => {
      if (!error) resolve(bound);
      else if (!/EADDRINUSE|No address added/.test(error.message)) reject(error);
      else reject(Object.assign(error, { code: 'EADDRINUSE', port }));
    });
  });
}

function drain(server: Server, timeoutMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.forceShutdown(), timeoutMs);
    server.tryShutdown(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
