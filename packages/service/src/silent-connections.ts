/** Connections on which no client has said anything yet: some clients open them ahead of need. */
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

const pauseMs = 250;

/**
 * Ends them when the server closes: Node waits for the headers of a request on each of them, as long as a
 * client may take to send some. Those that are opened while the server closes are given a moment.
 */
export function endSilentConnections(app: FastifyInstance): void {
  const connections = new Set<Socket>();
  app.server.on('connection', (socket: Socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  app.addHook('preClose', async () => {
    const end = () => connections.forEach((socket) => socket.bytesRead === 0 && socket.destroy());
    end();
    const timer = setInterval(end, pauseMs).unref();
    app.server.once('close', () => clearInterval(timer));
  });
}
