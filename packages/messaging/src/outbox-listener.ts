import pg from 'pg';

/** The relay's only connection: it listens for commits and runs the batches between two notifications. */
export interface OutboxListener {
  client: pg.Client;
  /** True once the connection is dead; the relay then opens another. */
  lost(): boolean;
  close(): Promise<void>;
}

/** Connects and listens. `onEvent` is called at each commit that wrote events and when the connection dies. */
export async function openOutboxListener(
  databaseUrl: string,
  onEvent: () => void,
): Promise<OutboxListener> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'tributary-relay',
    // It only marks what the broker already has: a mark that a crash undoes is an event sent again.
    options: '-c synchronous_commit=off',
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    connectionTimeoutMillis: 5_000,
    query_timeout: 30_000,
  });
  let lost = false;
  const lose = () => {
    lost = true;
    onEvent();
  };
  client.on('error', lose).on('end', lose).on('notification', onEvent);
  const close = () => client.end().catch(() => undefined);
  try {
    await client.connect();
    await client.query('LISTEN outbox');
  } catch (error) {
    await close();
    throw error;
  }
  return { client, lost: () => lost, close };
}
