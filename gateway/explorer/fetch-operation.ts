/** Sends what GraphiQL runs to this gateway, and keeps the query plan for its panel. */
import type { Fetcher } from '@graphiql/toolkit';
import type { ExecutionResult } from 'graphql';
import { type ShownPlan, showQueryPlan } from './query-plan-store.js';

interface PlannedResult extends ExecutionResult {
  extensions?: { queryPlan?: ShownPlan } & Record<string, unknown>;
}

export const fetchOperation: Fetcher = async (operation, options = {}) => {
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
