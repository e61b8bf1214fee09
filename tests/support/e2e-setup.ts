/** One running system for all end-to-end tests of a project; `e2e-redis` runs it on a Redis broker. */
import type { TestProject } from 'vitest/node';
import { startRedis } from './redis.js';
import { startStack } from './running-stack.js';

declare module 'vitest' {
  export interface ProvidedContext {
    urls: Record<string, string>;
    stackEnv: Record<string, string>;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const redis = project.name === 'e2e-redis' ? await startRedis() : undefined;
  const stack = await startStack({
    args: ['--fresh'],
    env: redis ? { REDIS_URL: redis.url } : {},
  });
  project.provide('urls', stack.urls);
  project.provide('stackEnv', stack.env);
  return async () => {
    await stack.stop();
    stack.remove();
    await redis?.stop();
  };
}
