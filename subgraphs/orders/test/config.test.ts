import { describe, expect, it } from 'vitest';
import { readMainConfig, readWorkerConfig } from '../src/config.js';

const url = 'postgresql://orders_app:secret@127.0.0.1:5432/orders';

describe('the configuration', () => {
  it('names every fault of the HTTP process at once, and no value', () => {
    const read = () =>
      readMainConfig({ INVENTORY_GRPC_URL: 'http://x', QUOTE_TIMEOUT_MS: '0', ORDERS_PORT: 'x' });
    expect(read).toThrow(/ORDERS_DATABASE_URL is missing/);
    expect(read).toThrow(/IDENTITY_PUBLIC_KEY is missing/);
    expect(read).toThrow(/INVENTORY_GRPC_URL must be host:port/);
    expect(read).toThrow(/QUOTE_TIMEOUT_MS/);
    expect(read).toThrow(/ORDERS_PORT/);
  });

  it('asks the worker for a broker', () => {
    expect(() => readWorkerConfig({ ORDERS_DATABASE_URL: url })).toThrow(
      /JOBS_DATABASE_URL or REDIS_URL is missing/,
    );
    expect(readWorkerConfig({ ORDERS_DATABASE_URL: url, REDIS_URL: 'redis://h' })).toMatchObject({
      ORDERS_WORKER_PORT: 4012,
      PAYMENT_TIMEOUT_MS: 10_000,
    });
  });
});
