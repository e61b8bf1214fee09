/** Sends what GraphiQL runs to this gateway, subscriptions as streams, and keeps the query plan for its panel. */
import type { Fetcher } from '@graphiql/toolkit';
import { type ExecutionResult, getOperationAST, OperationTypeNode } from 'graphql';
import { createClient } from 'graphql-sse';
import { type ShownPlan, showQueryPlan } from './query-plan-store.js';

interface PlannedResult extends ExecutionResult {
  extensions?: { queryPlan?: ShownPlan } & Record<string, unknown>;
}

export const fetchOperation: Fetcher = async (operation, options = {}) => {
  const { documentAST } = options;
  const definition = documentAST && getOperationAST(documentAST, operation.operationName);
  if (definition?.operation === OperationTypeNode.SUBSCRIPTION)
    return createClient({ url: '/graphql', headers: filledIn(options.headers) }).iterate({
      ...operation,
      operationName: operation.operationName ?? undefined,
    });
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      'x-query-plan': '1',
      ...filledIn(options.headers),
    },
    body: JSON.stringify(operation),
  });
  const result = (await response.json()) as PlannedResult;
  if (operation.operationName !== 'IntrospectionQuery') showQueryPlan(result.extensions?.queryPlan);
  return withoutPlan(result);
};

/** Headers without those that the user has not filled in yet. */
function filledIn(headers: Record<string, unknown> = {}): Record<string, string> {
  const filled = Object.entries(headers).filter(
    ([, value]) => typeof value === 'string' && !/^\s*(Bearer)?\s*$/i.test(value),
  );
  return Object.fromEntries(filled) as Record<string, string>;
}

function withoutPlan({ extensions, ...result }: PlannedResult): ExecutionResult {
  const { queryPlan: _queryPlan, ...others } = extensions ?? {};
  return Object.keys(others).length > 0 ? { ...result, extensions: others } : result;
}
