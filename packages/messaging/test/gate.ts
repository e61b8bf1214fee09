/** A TCP passage to a server that can be shut and opened again: how an outage looks from a client. */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from '@tributary/embedded/free-port';

export interface Gate {
  /** The same URL, through the gate. */
  url: string;
  open(): Promise<void>;
  /** Refuses new connections and breaks those that stand. */
  shut(): Promise<void>;
}

/** A shut gate to the server of `url`. */
export async function createGate(url: string): Promise<Gate> {
  const target = new URL(url);
  const through = new URL(url);
  const port = await freePort();
  through.hostname = '127.0.0.1';
  through.port = String(port);
  const sockets = new Set<Socket>();
  let server: Server | undefined;

  function join(outside: Socket) {
    const inside = connect(Number(target.port), target.hostname);
    for (const [socket, other] of [
      [outside, inside],
      [inside, outside],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  }

  return {
    url: through.href,
    async open() {
      server = createServer(join).listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
    async shut() {
      if (!server) return;
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
      server = undefined;
    },
  };
}
