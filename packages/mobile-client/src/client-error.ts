/** What goes wrong, as an app wants to know it: out of reach, or refused with a code. */

export interface GraphqlError {
  message: string;
  extensions?: { code?: string; [name: string]: unknown };
}

/** The server answered with errors. `code` is of its catalogue, and never changes its meaning. */
export class RefusedError extends Error {
  override name = 'RefusedError';
  readonly code: string;
  constructor(readonly errors: readonly GraphqlError[]) {
    super(errors[0]?.message ?? 'The server gave no reason.');
    this.code = errors[0]?.extensions?.code ?? 'INTERNAL_SERVER_ERROR';
  }
}

/** No answer came: no network, too late, or no GraphQL. The same may be sent again. */
export class OutOfReachError extends Error {
  override name = 'OutOfReachError';
}

/** There is no session any more: it expired, or was ended from another device. The user signs in again. */
export class SignedOutError extends Error {
  override name = 'SignedOutError';
}

/** Codes after which the same request may go well later. */
const passing = new Set([
  'SERVICE_UNAVAILABLE',
  'SUBGRAPH_UNAVAILABLE',
  'DEADLINE_EXCEEDED',
  'RATE_LIMITED',
  'INTERNAL_SERVER_ERROR',
]);

/** Whether to send the same again later, rather than to tell the user. */
export const isPassing = (error: unknown): boolean =>
  error instanceof OutOfReachError || (error instanceof RefusedError && passing.has(error.code));
