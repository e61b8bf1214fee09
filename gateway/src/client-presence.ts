/**
 * Whether the client of a request still waits, so that what is done for him can end when he leaves. One
 * listener for each connection, whatever the number of its requests; a signal only for who asks for one.
 */
import type { Socket } from 'node:net';
import type { SubgraphFault } from './subgraph-fault.js';

export interface Cancellable {
  cancel(fault: SubgraphFault): void;
}

export interface Departing {
  /** The client has left. */
  leave(): void;
}

export class ClientPresence {
  hasLeft = false;
  /** Few at a time: those of one request. */
  readonly #running: Departing[] = [];
  #controller: AbortController | undefined;

  /** Until it is deleted, `running` is told when the client leaves. */
  add(running: Departing): void {
    this.#running.push(running);
  }

  delete(running: Departing): void {
    const index = this.#running.indexOf(running);
    if (index < 0) return;
    const last = this.#running.pop()!;
    if (last !== running) this.#running[index] = last;
  }

  /** Aborts when the client leaves. It outlives the request: remove your listeners from it. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.hasLeft) this.#controller.abort();
    return this.#controller.signal;
  }

  leave(): void {
    this.hasLeft = true;
    this.#controller?.abort();
    for (const running of this.#running.splice(0)) running.leave();
  }
}

const presences = new WeakMap<Socket, ClientPresence>();

/** Of the client at the other end: he has left when the connection is closed. */
export function presenceOf(socket: Socket): ClientPresence {
  const known = presences.get(socket);
  if (known) return known;
  const presence = new ClientPresence();
  presences.set(socket, presence);
  if (socket.destroyed) presence.leave();
  else socket.once('close', () => presence.leave());
  return presence;
}
