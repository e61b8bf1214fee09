/**
 * From the gateway's errors to ours. @apollo/gateway wraps what a subgraph says and adds its own
 * words; a client gets the subgraph's code, message and path, and which service it was.
 */
import type { ErrorCode } from '@tributary/service';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { GatewayContext } from './context.js';
import { always, type JudgingPlugin } from './execution/admission.js';
import { withoutStack } from './without-stack.js';

interface Result {
  data?: Record<string, unknown> | null | undefined;
  errors?: readonly unknown[] | undefined;
  extensions?: object | undefined;
}

/** Codes with which a subgraph blames the gateway. To the client they are a fault of ours. */
const betweenServers: ReadonlySet<unknown> = new Set<ErrorCode>([
  'IDENTITY_REQUIRED',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'BAD_REQUEST',
  'PAYLOAD_TOO_LARGE',
]);

/**
 * Every error becomes an error of the response. Among them are those the gateway keeps in
 * `extensions.valueCompletion`: null where a subgraph promised a value.
 */
export function normaliseResult<R extends Result>(result: R): R {
  const { valueCompletion, ...extensions } = (result.extensions ?? {}) as Record<string, unknown>;
  const completion = Array.isArray(valueCompletion) ? valueCompletion : [];
  const internal = withoutStack(() => completion.map(toInternal));
  const errors = [...(result.errors ?? []), ...internal];
  if (errors.length === 0) return result;
  return {
    ...result,
    errors: normaliseErrors(errors),
    extensions: Object.keys(extensions).length > 0 ? extensions : undefined,
  };
}

export const normaliseErrors = (errors: readonly unknown[]): unknown[] =>
  withoutStack(() => errors.map(normaliseError));

/** An error of a subgraph, in our words; any other error as it is. */
export function normaliseError(error: unknown): unknown {
  if (!(error instanceof GraphQLError)) return error;
  const { serviceName, service = serviceName, code, ...rest } = error.extensions;
  if (typeof service !== 'string') return error;
  return new GraphQLError(error.message, {
    path: withoutWildcards(error.path),
    originalError: error,
    extensions: {
      ...withoutInternals(rest),
      code: betweenServers.has(code) ? undefined : code,
      service,
    },
  });
}

/** Where in the response it happened; the gateway writes `@` for "each of the list". */
function withoutWildcards(path: GraphQLError['path']): GraphQLError['path'] {
  const wildcard = path?.indexOf('@') ?? -1;
  return wildcard >= 0 ? path?.slice(0, wildcard) : path;
}

/** `http` would set the status of the gateway's own answer. */
function withoutInternals(extensions: Record<string, unknown>): Record<string, unknown> {
  const { http: _http, stacktrace: _stacktrace, exception: _exception, ...rest } = extensions;
  return rest;
}

function toInternal(error: unknown): GraphQLError {
  const { message, path } = error as GraphQLError;
  return new GraphQLError(message, { path, extensions: { code: 'INTERNAL_SERVER_ERROR' } });
}

/** Whether a subgraph said it. */
export const isOfSubgraph = ({ extensions }: GraphQLFormattedError): boolean =>
  typeof extensions?.['service'] === 'string';

/** A masked error has lost all but its code; which service it was may be known. */
export const nameServices: JudgingPlugin<GatewayContext> = {
  admits: always,
  async requestDidStart() {
    return {
      async willSendResponse({ errors, response: { body } }) {
        if (body.kind !== 'single') return;
        body.singleResult.errors?.forEach((formatted, index) => {
          // An answer that could not be merged leaves an error of the engine's, which has no extensions.
          const error = errors?.[index] as Partial<GraphQLError> | undefined;
          const service = error?.extensions?.['service'];
          if (typeof service === 'string' && formatted.extensions)
            formatted.extensions['service'] = service;
        });
      },
    };
  },
};
