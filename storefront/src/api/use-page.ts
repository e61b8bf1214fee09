import { useCallback } from 'react';
import { type AnyVariables, type TypedDocumentNode, useQuery } from 'urql';
import { errorText } from './words.js';

export interface Page<Data> {
  /** What is known, perhaps from before; undefined until the first answer. */
  data: Data | undefined;
  /** Why it failed as a whole, for people. */
  failure: string | undefined;
  /** Nothing is known yet. */
  loading: boolean;
  /** What is shown is being asked for again, or answers an earlier question. */
  refreshing: boolean;
  reload: () => void;
}

/** One page is one query. `pause`: do not ask. */
export function usePage<Data, Variables extends AnyVariables>(
  query: TypedDocumentNode<Data, Variables>,
  ...[variables, pause = false]: Record<string, never> extends Variables
    ? [variables?: Variables, pause?: boolean]
    : [variables: Variables, pause?: boolean]
): Page<Data> {
  const [result, execute] = useQuery({
    query,
    variables: (variables ?? {}) as Variables,
    pause,
  });
  const { data, error, fetching, stale } = result;
  const reload = useCallback(() => execute({ requestPolicy: 'network-only' }), [execute]);
  return {
    data,
    failure: error && !data ? errorText(error) : undefined,
    loading: fetching && !data,
    refreshing: (fetching || stale) && data !== undefined,
    reload,
  };
}
