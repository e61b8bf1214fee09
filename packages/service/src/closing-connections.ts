/**
 * The connections of a server that closes. Node ends those that are idle at that moment, but waits for
 * those on which no client has said anything yet, and for those that become idle later.
 */
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

const pauseMs = 250;

/** Ends both kinds while the server closes. To be called before it listens. */
export function endIdleConnections(app: FastifyInstance): void {
  const connections = new Set<Socket>();
  app.server.on('connection', (socket: Socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  const endSilent = () =>
    connections.forEach((socket) => socket.bytesRead === 0 && socket.destroy());
  app.addHook('preClose', async () => {
    endSilent();
    const end = () => {
      endSilent();
      // To Node a connection is idle whose answer has been written but not yet been taken by its client.
      if (hasSentAll(connections)) app.server.closeIdleConnections();
    };
    const timer = setInterval(end, pauseMs).unref();
    app.server.once('close', () => clearInterval(timer));
  });
}

const hasSentAll = (connections: ReadonlySet<Socket>): boolean => {
  for (const { writableLength } of connections) if (writableLength > 0) return false;
  return true;
};
