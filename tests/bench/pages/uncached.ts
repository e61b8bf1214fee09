/** A gateway without cache and two BFFs on it, beside those of a running system. */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { addresses, root, trustedDocuments } from '../../../scripts/stack.js';
import { freePorts } from '../../support/running-stack.js';
import { type NodeProcess, startProcess } from '../gateway/node-process.js';

export const uncached = { CACHE_MAX_MB: '0', ANSWERS_KEPT_MS: '0' };

/** @param own gets what is started, by the names that the processes have in the figures */
export async function startUncached(env: Record<string, string>, own: Map<string, NodeProcess>) {
  const { GATEWAY_PORT, BFF_WEB_PORT, BFF_MOBILE_PORT } = await freePorts();
  const all = { LOG_LEVEL: 'warn', MALLOC_ARENA_MAX: '1', ...env, ...addresses(env) };
  const ports = { GATEWAY_PORT, BFF_WEB_PORT, BFF_MOBILE_PORT };
  const start = async (name: string, port: string, more: object) => {
    const file = join(root, name, 'dist/main.js');
    const child = startProcess({
      args: ['--enable-source-maps', '--max-semi-space-size=64', file],
      cwd: join(root, name),
      env: { ...trustedDocuments(), ...all, ...ports, ...more },
    });
    own.set(name, child);
    const url = `http://127.0.0.1:${port}`;
    while (!(await isReady(url))) {
      if (!child.isRunning()) throw new Error(`${name} without cache does not start.`);
      await pause(100);
    }
    return url;
  };
  const gateway = await start('gateway', GATEWAY_PORT!, uncached);
  const more = { ...uncached, GATEWAY_URL: `${gateway}/graphql` };
  return {
    webUncached: await start('bff-web', BFF_WEB_PORT!, more),
    mobileUncached: await start('bff-mobile', BFF_MOBILE_PORT!, more),
  };
}

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  );
