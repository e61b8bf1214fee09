import { expect, it } from 'vitest';
import { readMainConfig, readWorkerConfig } from '../src/config.js';

it('reports every fault of the HTTP process at once', () => {
  const env = { INVENTORY_PORT: 'x', IDENTITY_PUBLIC_KEY: '{' };
  const read = () => readMainConfig(env);
  expect(read).toThrow('INVENTORY_DATABASE_URL is missing');
  expect(read).toThrow('INVENTORY_PORT');
  expect(read).toThrow('IDENTITY_PUBLIC_KEY');
});

it('asks for a broker together with the other faults of the worker', () => {
  expect(() => readWorkerConfig({})).toThrow(/INVENTORY_DATABASE_URL.*[\s\S]*needs a broker/);
});

it('takes either broker', () => {
  const database = { INVENTORY_DATABASE_URL: 'postgresql://db/inventory' };
  const redis = readWorkerConfig({ ...database, REDIS_URL: 'redis://localhost' });
  expect(redis.RESERVATION_TTL_SECONDS).toBe(900);
  const jobs = readWorkerConfig({ ...database, JOBS_DATABASE_URL: 'postgresql://db/jobs' });
  expect(jobs.REDIS_URL).toBeUndefined();
});
