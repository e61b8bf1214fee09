/**
 * Ports for processes that die and come back on the same one. They lie below the range from which the
 * kernel hands out ports by itself, so that nobody takes one in the meantime.
 */
import { createServer } from 'node:net';

const [lowest, highest] = [12_000, 30_000];

/** @throws Error when none is found, which means that something else is wrong */
export async function findPort(): Promise<number> {
  for (let tries = 0; tries < 200; tries++) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest));
    if (!given.has(port) && (await isFree(port))) {
      given.add(port);
      return port;
    }
  }
  throw new Error('No free port was found.');
}

const given = new Set<number>();

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
