/**
 * One edge of the system as a wire that can be cut. Everything a process says to one other goes
 * through a proxy of its own, so that a fault hits that pair and nobody else.
 */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ArmedWire, createWatcher, type TripWire, type Verdict } from './trip-wires.js';

export interface TcpProxy {
  /** Where the process finds its peer. */
  port: number;
  /** Resets what is open, and whatever comes until `heal`. */
  cut(): void;
  /** Nothing arrives until `heal`; then all of it does, as after lost packets that were sent again. */
  silence(): void;
  /** Every message arrives so much later until `heal`. */
  delay(delayMs: number): void;
  /** `forget` resets the connections of the time before, as a router does that lost its table. */
  heal(options?: { forget?: boolean }): void;
  /** Arms a wire; `tripped` resolves when its action was done. It trips once. */
  arm(wire: TripWire): { tripped: Promise<void>; disarm: () => void };
  close(): Promise<void>;
}

interface Line {
  near: Socket;
  far: Socket;
}

/** @param target where the real peer listens, asked for at each connection */
export async function startProxy(
  target: { host: string; port: number },
  port = 0,
): Promise<TcpProxy> {
  const lines = new Set<Line>();
  const wires = new Set<ArmedWire>();
  let isCut = false;
  let delayMs = 0;
  let silence: { until: Promise<void>; end: () => void } | undefined;

  const reset = ({ near, far }: Line) => [near, far].forEach(abort);
  /** In a silent network nobody hears of the other's end either. */
  const whenHeard = (tell: () => void) => void (silence ? silence.until.then(tell) : tell());

  async function pump(line: Line, from: Socket, to: Socket, judge: Judge): Promise<void> {
    for await (const chunk of from.iterator({ destroyOnReturn: false })) {
      if (silence) await silence.until;
      if (delayMs > 0) await sleep(delayMs);
      if ((await judge(chunk as Buffer)) === 'drop') return reset(line);
      if (to.destroyed) break;
      await new Promise((written) => to.write(chunk, written));
    }
    whenHeard(() => to.end());
  }

  function accept(near: Socket): void {
    near.on('error', () => undefined);
    if (isCut) {
      abort(near);
      return;
    }
    const far = connect({ ...target, allowHalfOpen: true, noDelay: true });
    const line = { near, far };
    lines.add(line);
    const watcher = createWatcher(wires);
    far.on('error', () => whenHeard(() => abort(near)));
    near.on('error', () => whenHeard(() => abort(far)));
    far.on('close', () => whenHeard(() => near.destroySoon()));
    near.on('close', () => {
      whenHeard(() => far.destroySoon());
      lines.delete(line);
    });
    // A reset of either side ends its pump by throwing; the listeners above pass it on.
    pump(line, near, far, watcher.toServer).catch(() => undefined);
    pump(line, far, near, watcher.toClient).catch(() => undefined);
  }

  const server = createServer({ allowHalfOpen: true, noDelay: true }, accept);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const endSilence = () => {
    silence?.end();
    silence = undefined;
  };
  return {
    port: portOf(server),
    cut() {
      isCut = true;
      lines.forEach(reset);
    },
    silence() {
      let end = () => {};
      const until = new Promise<void>((resolve) => (end = resolve));
      silence ??= { until, end };
    },
    delay(newDelayMs) {
      delayMs = newDelayMs;
    },
    heal({ forget = false } = {}) {
      if (forget) lines.forEach(reset);
      isCut = false;
      delayMs = 0;
      endSilence();
    },
    arm(wire) {
      let fired = () => {};
      const tripped = new Promise<void>((resolve) => (fired = resolve));
      const armed = { ...wire, fired };
      wires.add(armed);
      return { tripped, disarm: () => wires.delete(armed) };
    },
    async close() {
      endSilence();
      lines.forEach(reset);
      server.close();
      await once(server, 'close');
    },
  };
}

/** Ends it with a RST, so that the peer sees a failure and not an end. */
function abort(socket: Socket): void {
  // Node leaks the handle of one that is being shut down or connected, and then never exits.
  if (socket.connecting || socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}

type Judge = (chunk: Buffer) => Promise<Verdict>;

const portOf = (server: Server) => (server.address() as { port: number }).port;
