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

  it('asks for what Stripe needs once Stripe is chosen, and for nothing of it before', () => {
    const broker = { ORDERS_DATABASE_URL: url, REDIS_URL: 'redis://h' };
    expect(readWorkerConfig(broker)).toMatchObject({ PAYMENT_PROVIDER: 'demo' });
    const stripe = { PAYMENT_PROVIDER: 'stripe' };
    const readWorker = (env: NodeJS.ProcessEnv) => () => readWorkerConfig({ ...stripe, ...env });
    expect(readWorker({})).toThrow(/ORDERS_DATABASE_URL is missing/);
    expect(readWorker({})).toThrow(/STRIPE_SECRET_KEY is missing/);
    expect(readWorker({})).toThrow(/JOBS_DATABASE_URL or REDIS_URL is missing/);
    expect(() => readMainConfig(stripe)).toThrow(/STRIPE_WEBHOOK_SECRET is missing/);
    expect(() => readMainConfig(stripe)).toThrow(/IDENTITY_PUBLIC_KEY is missing/);
    expect(readWorker({ ...broker, STRIPE_SECRET_KEY: 'sk_test_1' })()).toMatchObject({
      STRIPE_API_URL: 'https://api.stripe.com',
    });
  });

  it('sends the secret key nowhere but over TLS or to this machine, and shows no part of it', () => {
    const read = (env: NodeJS.ProcessEnv) => () =>
      readWorkerConfig({ ORDERS_DATABASE_URL: url, REDIS_URL: 'redis://h', ...env });
    const faulty = { PAYMENT_PROVIDER: 'stripe', STRIPE_SECRET_KEY: 'pk_live_secret' };
    expect(read(faulty)).toThrow(/STRIPE_SECRET_KEY must look like/);
    expect(read(faulty)).not.toThrow(/pk_live_secret/);
    for (const api of [
      'http://api.stripe.com',
      'https://h/v1',
      'http://localhost.evil.example',
      'x',
    ])
      expect(read({ STRIPE_API_URL: api })).toThrow(/STRIPE_API_URL/);
    for (const api of ['http://127.0.0.1:12111', 'http://localhost', 'https://stripe.example:8443'])
      expect(read({ STRIPE_API_URL: api })()).toMatchObject({ STRIPE_API_URL: api });
    expect(read({ PAYMENT_PROVIDER: 'cash' })).toThrow(/PAYMENT_PROVIDER/);
  });
});
