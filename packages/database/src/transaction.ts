/**
 * One transaction on one connection of the pool. A statement is sent as soon as it is asked for, so
 * BEGIN travels with the first one, and so do statements that were asked for at the same time: in one
 * write.
 */
import { sqlStatements } from '@tributary/service';
import type pg from 'pg';

/** What statements are sent to. */
export interface StatementTarget {
  query(config: pg.QueryConfig): Promise<pg.QueryResult>;
}

/**
 * Commits when `work` resolves and every statement succeeded, also those that nobody waited for.
 * @throws what `work` threw; the error of the first statement that failed; an error that names
 * `timeoutMs`, with the code ETIMEDOUT, when that was over. The transaction is then rolled back, unless COMMIT itself was lost.
 */
export async function runTransaction<T>(
  pool: pg.Pool,
  timeoutMs: number,
  work: (target: StatementTarget) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  const statements = watchStatements(client);
  const deadline = startDeadline(client, timeoutMs);
  let fault: Error | undefined;
  try {
    statements.begin();
    const result = await work(statements);
    await statements.commit();
    return result;
  } catch (error) {
    fault = deadline.passed() ?? (await rollBack(client));
    throw deadline.passed() ?? statements.causeOf(error);
  } finally {
    deadline.clear();
    // With a fault the connection is closed instead of going back.
    client.release(fault);
  }
}

const transactionIsAborted = '25P02';

function watchStatements(client: pg.PoolClient) {
  let failure: Error | undefined;
  let isOver = false;
  const gather = gatherWrites(client);
  const send = (query: string | pg.QueryConfig): Promise<pg.QueryResult> => {
    if (isOver)
      return Promise.reject(new Error('A statement came after the end of its transaction.'));
    gather();
    const result = client.query(query);
    result.catch((error: Error) => (failure ??= error));
    return result;
  };
  const control = (command: 'BEGIN' | 'COMMIT') => {
    sqlStatements.inc();
    return send(command);
  };
  return {
    query: (config: pg.QueryConfig) => send(config),
    /** Not waited for: when it fails, so does what comes after it. */
    begin: () => void control('BEGIN'),
    async commit() {
      // PostgreSQL answers ROLLBACK to the COMMIT of a transaction in which a statement failed.
      const committing = control('COMMIT');
      isOver = true;
      const { command } = await committing;
      if (failure) throw failure;
      if (command !== 'COMMIT') throw new Error('The transaction was rolled back.');
    },
    /** Of an error that only says that an earlier statement failed, what that one said. */
    causeOf(error: unknown): unknown {
      isOver = true;
      return (error as { code?: unknown } | null)?.code === transactionIsAborted ? failure : error;
    },
  };
}

/** What is sent before the event loop turns leaves in one write: each costs as much as a statement does. */
function gatherWrites({ connection: { stream } }: pg.PoolClient): () => void {
  let isGathering = false;
  const flush = () => {
    isGathering = false;
    stream.uncork();
  };
  return () => {
    if (isGathering) return;
    isGathering = true;
    stream.cork();
    process.nextTick(flush);
  };
}

/** Answers why the connection is of no use any more, if so. */
async function rollBack(client: pg.PoolClient): Promise<Error | undefined> {
  try {
    await client.query('ROLLBACK');
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

/** Ends the connection when the time is over: PostgreSQL then rolls back, whatever it is doing. */
function startDeadline(client: pg.PoolClient, timeoutMs: number) {
  let passed: Error | undefined;
  const timer = setTimeout(() => {
    const message = `The transaction took longer than ${timeoutMs} ms and was rolled back.`;
    passed = Object.assign(new Error(message), { code: 'ETIMEDOUT' });
    client.connection.stream.destroy();
  }, timeoutMs);
  return { passed: () => passed, clear: () => clearTimeout(timer) };
}
