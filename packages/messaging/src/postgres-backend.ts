/**
 * BullMQ on PostgreSQL with as few connections as it allows: one small pool and one LISTEN
 * connection per process, shared by all its queues and workers. BullMQ on its own would hold one
 * LISTEN connection per worker.
 */
import { PostgresQueueBackend, runMigrations, withBackend } from 'bullmq';
import type { IQueueBackend, Queue, Worker } from 'bullmq';
import pg from 'pg';
import type { BrokerBackend, JobQueue, JobWorker, ReportFault } from './broker-backend.js';
import { createSharedListener, SharedPostgresConnection } from './shared-listener.js';

/** BullMQ's own default; a pool that is handed to it can have no other. */
const schema = 'bullmq';
const connectionTimeoutMs = 5_000;

/** From here on BullMQ's bulk insert is the cheaper way. */
const bulkFrom = 100;

/**
 * BullMQ's bulk insert makes and drops two temporary tables, some seventy rows of catalogue and
 * several milliseconds; a relay's batch is rarely large enough to earn that back. Its other way in,
 * meant for flows, inserts row by row, in one statement too.
 */
class RowByRowBackend extends PostgresQueueBackend {
  override async addJobs(entries: Parameters<PostgresQueueBackend['addJobs']>[0]) {
    if (entries.length >= bulkFrom) return super.addJobs(entries);
    const { queueName } = this;
    const added = await this.addFlow(
      entries.map(({ job, jobId, parentKeyOpts = {} }) => {
        return { jobData: job, jobId, parentKeyOpts, prefix: '', queueName };
      }),
    );
    return added.map(([error, id]) => {
      if (error) throw error;
      return String(id);
    });
  }
}

/**
 * BullMQ's statements are few and always the same: each connection parses and plans them once. Not so
 * those that select `*`: a newer release of BullMQ may add a column while this process runs.
 */
function prepareStatements(pool: pg.Pool): void {
  const query = pool.query.bind(pool) as (config: pg.QueryConfig) => Promise<pg.QueryResult>;
  const names = new Map<string, string>();
  const nameOf = (text: string) => {
    if (text.includes('*')) return undefined;
    let name = names.get(text);
    if (!name) names.set(text, (name = `bullmq-${names.size}`));
    return name;
  };
  pool.query = ((text: string, values?: unknown[]) =>
    query({ name: nameOf(text), text, values })) as pg.Pool['query'];
}

const connectionTo = (connectionString: string) => ({
  connectionString,
  options: `-c search_path=${schema}`,
  application_name: 'tributary-jobs',
  keepAlive: true,
  connectionTimeoutMillis: connectionTimeoutMs,
});

function openPool(connection: pg.PoolConfig, max: number, report: ReportFault): pg.Pool {
  const pool = new pg.Pool({
    ...connection,
    max,
    query_timeout: 30_000,
    // A new connection has BullMQ's functions to compile before its first job.
    idleTimeoutMillis: 60_000,
  });
  prepareStatements(pool);
  pool.setMaxListeners(0);
  pool.on('error', (error) => report('A connection to the jobs database failed', error));
  // A connection that is in use, such as for the migrations, has nobody else to listen to its end.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

export function createPostgresBroker(
  databaseUrl: string,
  maxConnections: number,
  report: ReportFault,
): BrokerBackend {
  const connection = connectionTo(databaseUrl);
  const pool = openPool(connection, Math.ceil(maxConnections / 2), report);
  // What a worker writes is where a job stands: when a crash undoes it, the job is handled again. What a
  // queue writes is the job, which must last.
  const workers = openPool(
    { ...connection, options: `${connection.options} -c synchronous_commit=off` },
    Math.ceil(maxConnections / 2),
    report,
  );
  const listener = createSharedListener(connection);

  const classes = withBackend<IQueueBackend, pg.Pool>(
    (name, options) =>
      new RowByRowBackend(
        new SharedPostgresConnection(options.connection, listener),
        name,
        options,
        true,
      ),
  );

  return {
    async ready() {
      const client = await pool.connect();
      try {
        await runMigrations(client, schema);
        client.release();
      } catch (error) {
        client.release(true);
        throw error;
      }
    },
    createQueue: (name, options): JobQueue =>
      new classes.Queue(name, { ...options, connection: pool }) as unknown as Queue,
    createWorker: (name, processor, options): JobWorker =>
      new classes.Worker(name, processor as never, {
        ...options,
        connection: workers,
      }) as unknown as Worker,
    async ping() {
      await pool.query('SELECT 1');
    },
    async close() {
      await Promise.all([listener.close(), pool.end(), workers.end()]);
    },
  };
}
