import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { EmbeddedError } from './errors.js';

/**
 * The port itself when nobody listens on it; for 0 a free one.
 * @throws EmbeddedError PORT_TAKEN
 */
export function claimPort(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (cause: NodeJS.ErrnoException) => {
      const reason = cause.code === 'EADDRINUSE' ? 'is taken by another program' : cause.message;
      const advice = `Stop that program, or choose another port: EMBEDDED_PG_PORT=${port + 1} npm start`;
      reject(
        new EmbeddedError('PORT_TAKEN', `Port ${port} (PostgreSQL) ${reason}. ${advice}`, {
          cause,
        }),
      );
    });
    probe.listen(port, '127.0.0.1', () => {
      const { port: claimed } = probe.address() as AddressInfo;
      probe.close(() => resolve(claimed));
    });
  });
}
