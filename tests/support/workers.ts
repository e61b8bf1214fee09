/** A service's event process as it is really started, from its build, on a free port. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePort } from '@tributary/embedded/free-port';
import { root } from '../../scripts/stack.js';
import { poll } from './graphql.js';

export interface RunningWorker {
  /** Base URL of its health and metrics. */
  url: string;
  output(): string;
  /** Sends the signal and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Resolves when it is ready. @throws Error with what it printed when it ends before that */
export async function startWorker(
  service: 'users' | 'orders' | 'inventory',
  env: Record<string, string>,
): Promise<RunningWorker> {
  const port = await freePort();
  const { PATH = '' } = process.env;
  const child = spawn(
    process.execPath,
    ['--enable-source-maps', join(root, `subgraphs/${service}/dist/worker.js`)],
    {
      cwd: join(root, 'subgraphs', service),
      env: { PATH, ...env, [`${service.toUpperCase()}_WORKER_PORT`]: String(port) },
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => (output += text.toString()));
  const ended = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  const isReady = () =>
    child.exitCode === null
      ? fetch(`${url}/health/ready`).then(
          ({ ok }) => ok,
          () => false,
        )
      : Promise.reject(new Error(`The worker of ${service} ended:\n${output}`));
  await poll(isReady, (ready) => ready, 60_000);
  return {
    url,
    output: () => output,
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      await ended;
    },
  };
}
