/**
 * The one LISTEN connection of a process, and the BullMQ connection that borrows it. When it breaks,
 * every borrower is told, asks again, and so makes the next one.
 */
import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { PostgresConnection } from 'bullmq';
import pg from 'pg';
import { backoffMs } from './deadline.js';

export interface SharedListener {
  /** The live connection; made on first use and after a loss. Rejects while the server is away. */
  client(): Promise<pg.Client>;
  /** `lost` (error): the connection handed out before is dead. */
  events: EventEmitter<{ lost: [Error] }>;
  close(): Promise<void>;
}

export function createSharedListener(config: pg.ClientConfig): SharedListener {
  const events = new EventEmitter<{ lost: [Error] }>().setMaxListeners(0);
  let current: Promise<pg.Client> | undefined;
  let failures = 0;
  let closed = false;

  async function connect(): Promise<pg.Client> {
    if (failures > 0) await delay(backoffMs(failures));
    if (closed) throw new Error('Connection is closed.');
    const client = new pg.Client({ ...config, keepAliveInitialDelayMillis: 10_000 });
    client.setMaxListeners(0);
    client.on('error', () => undefined);
    await client.connect();
    failures = 0;
    client.once('error', lose).once('end', lose);
    return client;

    function lose(error = new Error('The LISTEN connection ended.')) {
      if (closed || !current) return;
      client.off('error', lose).off('end', lose).removeAllListeners('notification');
      client.end().catch(() => undefined);
      current = undefined;
      events.emit('lost', error);
    }
  }

  return {
    events,
    client() {
      current ??= connect().catch((error: unknown) => {
        failures++;
        current = undefined;
        throw error;
      });
      return current;
    },
    async close() {
      closed = true;
      const client = await current?.catch(() => undefined);
      current = undefined;
      await client?.end();
    },
  };
}

/** BullMQ's connection over a pool it does not own and a LISTEN connection it does not own. */
export class SharedPostgresConnection extends PostgresConnection {
  readonly #listener: SharedListener;
  readonly #onLost = (error: Error) => {
    this.emit('listenerinvalidated');
    if (this.listenerCount('error') > 0) this.emit('error', error);
  };

  constructor(pool: pg.Pool, listener: SharedListener) {
    super(pool);
    this.#listener = listener;
    listener.events.on('lost', this.#onLost);
  }

  override getListenClient() {
    return this.#listener.client();
  }

  /** Lets an idle worker wait for NOTIFY instead of asking every ten seconds. */
  override get hasListenClientKeepAlive(): boolean {
    return true;
  }

  override close(): Promise<void> {
    this.#listener.events.off('lost', this.#onLost);
    return super.close();
  }
}
