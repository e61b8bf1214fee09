/** Requests as a client makes them whose server may be dying: each with a deadline, errors expected. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, type Client, createClient } from '../../support/graphql.js';
import { count, type Told } from './told.js';

/** No answer, or one that says that it could not be done now. Whether it was done is unknown. */
export class NoAnswer extends Error {
  override name = 'NoAnswer';
}

/** Answers the data of one operation. @throws NoAnswer */
export type Ask = (
  document: string,
  variables?: Record<string, unknown>,
  // oxlint-disable-next-line typescript/no-explicit-any
) => Promise<any>;

/** What a person waits, perhaps. */
const patienceMs = 8_000;

export function createAsk(
  url: string,
  headers: Record<string, string>,
  told: Told,
  timeoutMs = patienceMs,
): Ask {
  const client = createClient(url, headers, timeoutMs);
  return async (document, variables = {}) => {
    const answer = await send(client, document, variables, told);
    const [error] = answer.errors ?? [];
    if (error) {
      count(told, error.extensions?.code ?? 'error without a code');
      if (!error.extensions?.code)
        told.violations.push(`An error without a code: ${JSON.stringify(error)}`);
      throw new NoAnswer(`${error.extensions?.code}: ${error.message}`);
    }
    if (!answer.data || typeof answer.data !== 'object') {
      told.violations.push(`Status ${answer.status} with neither data nor errors.`);
      throw new NoAnswer('neither data nor errors');
    }
    count(told, 'data');
    return answer.data;
  };
}

async function send(
  client: Client,
  document: string,
  variables: Record<string, unknown>,
  told: Told,
): Promise<Answer> {
  try {
    return await client(document, variables);
  } catch (error) {
    count(told, error instanceof SyntaxError ? 'not JSON' : 'no answer');
    if (error instanceof SyntaxError) told.violations.push(`Not JSON: ${error.message}`);
    throw new NoAnswer((error as Error).message);
  }
}

/**
 * Tries until `attempt` gets an answer, as a client does whose user waits. Undefined when `giveUp`
 * aborts before.
 */
export async function untilAnswered<T>(
  attempt: () => Promise<T>,
  giveUp: AbortSignal,
): Promise<T | undefined> {
  for (let pauseMs = 150; !giveUp.aborted; pauseMs = Math.min(pauseMs * 2, 1_500)) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      await sleep(pauseMs * (0.5 + Math.random()), undefined, { signal: giveUp }).catch(
        () => undefined,
      );
    }
  }
  return undefined;
}
