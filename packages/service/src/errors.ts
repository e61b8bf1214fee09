/**
 * The one catalogue of error codes. A client may rely on a code; it never changes its meaning.
 * Expected outcomes are union members in the schema, not errors; these are for the rest.
 */
import { GraphQLError, type GraphQLErrorOptions } from 'graphql';

export const errorCodes = {
  UNAUTHENTICATED: 'Sign in first: this needs a valid access token.',
  TOKEN_EXPIRED: 'The access token has expired; refresh the session.',
  FORBIDDEN: 'The signed-in user may not do this.',
  CSRF_REFUSED:
    'A request with a session cookie must come from the shop’s own pages, or say by a header that it is no browser’s.',
  IDENTITY_REQUIRED: 'A subgraph answers only requests that carry the gateway’s signed identity.',
  BAD_USER_INPUT: 'An argument is out of its bounds; the message names it.',
  NOT_FOUND: 'There is no such object, or the caller may not see it.',
  IDEMPOTENCY_KEY_REUSED: 'The idempotency key was used before with a different input.',
  INVALID_TRANSITION: 'The object is in a state that does not allow this.',
  CONFLICT: 'Somebody changed the object at the same time; read it again.',
  RATE_LIMITED: 'Too many requests; try again later.',
  SERVICE_UNAVAILABLE: 'Something this answer needs (such as a database) is down; try again later.',
  SUBGRAPH_UNAVAILABLE: 'A subgraph did not answer; `extensions.service` names it.',
  SUBSCRIPTION_TOO_SLOW: 'More events came than the client read; subscribe again and read faster.',
  DOCUMENT_NOT_TRUSTED: 'This client may only ask for the documents of its manifest.',
  DOCUMENT_UNKNOWN: 'No released version of the app has a document with this id: update the app.',
  SYNC_TOKEN_INVALID: 'The sync token was not made here; sync without one, from the start.',
  COST_LIMIT_EXCEEDED: 'The operation may cost more than its client may spend at once.',
  DEADLINE_EXCEEDED: 'The time allowed for the request ran out.',
  GRAPHQL_PARSE_FAILED: 'The document is not GraphQL.',
  GRAPHQL_VALIDATION_FAILED: 'The document does not fit the schema.',
  BAD_REQUEST: 'The HTTP request is not a GraphQL request.',
  PAYLOAD_TOO_LARGE: 'The request body is over the limit.',
  OPERATION_RESOLUTION_FAILURE: 'The document has no operation of that name.',
  PERSISTED_QUERY_NOT_FOUND: 'The server does not know this hash yet; send the document with it.',
  PERSISTED_QUERY_NOT_SUPPORTED: 'Persisted queries are off here.',
  INTERNAL_SERVER_ERROR: 'A fault of ours; the log has it under the request id.',
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** An error that is safe to show: its message was written for the caller. */
export class CodedError extends GraphQLError {
  constructor(
    readonly code: ErrorCode,
    message: string = errorCodes[code],
    options: GraphQLErrorOptions = {},
  ) {
    super(message, { ...options, extensions: { ...options.extensions, code } });
  }
}
