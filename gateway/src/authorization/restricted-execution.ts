/** Executes what is left of an operation, and answers as if the whole of it had been executed. */
import { getOperationAST } from 'graphql';
import { ReadyData } from '../execution/ready-data.js';
import type { ExecutionOutcome, Executor, RequestContext } from '../execution/stock.js';
import type { Json } from './restore-refused.js';
import { restrictedHash, type RestrictedOperation } from './restricted-operation.js';

/** @param execute plans and runs an operation; it is given what is left */
export async function executeRestricted(
  restricted: RestrictedOperation,
  request: RequestContext,
  execute: Executor,
): Promise<ExecutionOutcome> {
  const { document } = restricted;
  const { operationName, variables } = request.request;
  const operation = getOperationAST(document, operationName)!;
  const queryHash = restrictedHash(request.queryHash, restricted);
  const outcome = await execute({ ...request, document, operation, queryHash });
  // Without data the whole request failed: there is nothing to complete.
  if (outcome.data === undefined) return outcome;
  const data = readData(outcome.data);
  return { ...outcome, ...restricted.complete({ data, errors: outcome.errors }, variables) };
}

function readData(data: unknown): Json | null {
  const text = ReadyData.textOf(data);
  return (text === undefined ? data : JSON.parse(text)) as Json | null;
}
