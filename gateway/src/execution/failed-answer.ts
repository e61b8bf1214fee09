/**
 * The body of a response some of whose fields failed, for the shortcut: Apollo Server's way of errors costs
 * several times what they are worth, and the requests that need nothing of a subgraph that is down wait for it.
 */
import type { ErrorFormat } from '@tributary/service/graphql-server';
import { GraphQLError } from 'graphql';
import type { GatewayContext } from '../context.js';
import { normaliseResult } from '../downstream-errors.js';
import { formatNormalised } from '../format-errors.js';
import type { FailedOutcome } from './compiled-operation.js';
import { stringifyResult } from './ready-data.js';

/** As Apollo Server would write it; undefined for what is to be left to it. */
export function writeFailed(
  outcome: FailedOutcome,
  { requestId }: GatewayContext,
  format: ErrorFormat,
): string | undefined {
  const { data, errors, extensions } = normaliseResult(outcome);
  if (data === undefined || extensions || !errors?.every(isPlain)) return undefined;
  const formatted = errors.map((error) => formatNormalised(error, format, requestId));
  return stringifyResult({ errors: formatted, data });
}

/** Whether it says nothing of the HTTP response, nor of the client's own fault. */
function isPlain(error: unknown): boolean {
  if (!(error instanceof GraphQLError)) return error instanceof Error && !('extensions' in error);
  return !error.nodes && error.extensions['http'] === undefined;
}
