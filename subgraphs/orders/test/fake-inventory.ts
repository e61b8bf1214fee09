/** A real gRPC server that speaks inventory's protocol, with a catalogue that the test sets. */
import { createRequire } from 'node:module';
import { setTimeout as pause } from 'node:timers/promises';
import * as grpc from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

export interface OfferedVariant {
  sku: string;
  name: string;
  amount: number;
  currency: string;
  available: number;
}

export interface FakeInventory {
  address: string;
  variants: Map<string, OfferedVariant>;
  /** Each answer waits this long. */
  delayMs: number;
  /** Questions so far, with the traceparent of each. */
  asked: { skus: string[]; traceparent: string | undefined }[];
  offer(...variants: (Partial<OfferedVariant> & { sku: string })[]): void;
  stop(): Promise<void>;
}

type QuoteCall = grpc.ServerUnaryCall<{ skus: string[] }, { variants: OfferedVariant[] }>;
type QuoteCallback = grpc.sendUnaryData<{ variants: OfferedVariant[] }>;

export async function startFakeInventory(port = 0): Promise<FakeInventory> {
  const server = new grpc.Server();
  const file = createRequire(import.meta.url).resolve('@tributary/contracts/proto/quote.proto');
  const loaded = grpc.loadPackageDefinition(loadSync(file, { defaults: true })) as unknown as {
    tributary: { inventory: { v1: { Inventory: grpc.ServiceClientConstructor } } };
  };
  const inventory: Omit<FakeInventory, 'address'> = {
    variants: new Map(),
    delayMs: 0,
    asked: [],
    offer(...variants) {
      for (const variant of variants)
        this.variants.set(variant.sku, {
          name: variant.sku,
          amount: 1_000,
          currency: 'EUR',
          available: 100,
          ...variant,
        });
    },
    stop: async () => server.forceShutdown(),
  };
  async function quote({ request, metadata }: QuoteCall, callback: QuoteCallback): Promise<void> {
    const traceparent = metadata.get('traceparent')[0]?.toString();
    inventory.asked.push({ skus: request.skus, traceparent });
    await pause(inventory.delayMs);
    const variants = request.skus.flatMap((sku) => inventory.variants.get(sku) ?? []);
    callback(null, { variants });
  }
  server.addService(loaded.tributary.inventory.v1.Inventory.service, {
    quote: (call: QuoteCall, callback: QuoteCallback) => void quote(call, callback),
  });
  const bound = await new Promise<number>((resolve, reject) => {
    const credentials = grpc.ServerCredentials.createInsecure();
    server.bindAsync(`127.0.0.1:${port}`, credentials, (error, actual) =>
      error ? reject(error) : resolve(actual),
    );
  });
  return Object.assign(inventory, { address: `127.0.0.1:${bound}` });
}
