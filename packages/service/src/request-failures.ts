/** Which request an error belongs to: who formats errors is told the error alone. */
import type { ApolloServerPlugin } from '@apollo/server';

/** Lets the log name the request whose context this is, when one of its errors is formatted. */
export function nameRequest<C extends object>(context: C, requestId: string): C {
  return Object.assign(context, { [ownRequestId]: requestId });
}

/** Where a request's context holds its id. Apollo Server copies the context; a symbol goes along. */
const ownRequestId = Symbol('request id');

/** Remembers the request of each error that a response has. */
export function createFailures() {
  const requests = new WeakMap<object, string>();
  const plugin: ApolloServerPlugin = {
    requestDidStart: async () => ({
      async didEncounterErrors({ errors, contextValue }) {
        const requestId = (contextValue as { [ownRequestId]?: string })[ownRequestId];
        if (requestId) for (const error of errors) requests.set(error, requestId);
      },
    }),
  };
  const requestOf = (error: unknown) =>
    typeof error === 'object' && error !== null ? requests.get(error) : undefined;
  return { plugin, requestOf };
}
