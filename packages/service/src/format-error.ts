/**
 * Errors as a client sees them: those of the catalogue as they were written, every other one masked, its
 * cause in the log. Who serves GraphQL in whatever way formats with this.
 */
import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { type ErrorCode, errorCodes } from './errors.js';
import { FailureLog } from './failure-log.js';
import { isUnavailable } from './is-unavailable.js';
import type { Logger } from './logger.js';
import { graphqlErrors } from './metrics.js';

/** Errors that are not of the catalogue and are for the client all the same. */
export type Shows = (error: GraphQLFormattedError) => boolean;

/** @param formatted the error as Apollo Server makes it: with a code */
export type ErrorFormat = (
  formatted: GraphQLFormattedError,
  error: unknown,
  requestId?: string,
) => GraphQLFormattedError;

export function createErrorFormat(logger: Logger, shows?: Shows): ErrorFormat {
  return (formatted, error, requestId) =>
    shows?.(formatted) ? showError(formatted) : formatError(formatted, error, logger, requestId);
}

const failureLogs = new WeakMap<Logger, FailureLog>();

/** The log of failures that writes to this logger. */
export function failureLogOf(logger: Logger): FailureLog {
  let known = failureLogs.get(logger);
  if (!known) failureLogs.set(logger, (known = new FailureLog(logger)));
  return known;
}

/**
 * Lets catalogued errors through as they were written and masks every other one: its cause is
 * logged, the caller gets a code.
 */
export function formatError(
  formatted: GraphQLFormattedError,
  error: unknown,
  logger: Logger,
  requestId?: string,
): GraphQLFormattedError {
  const { stacktrace: _stacktrace, ...extensions } = formatted.extensions ?? {};
  const cause = unwrapResolverError(error);
  const code = codeOf(extensions['code'], cause);
  graphqlErrors.inc({ code });
  if (code === extensions['code'] && code !== 'INTERNAL_SERVER_ERROR')
    return { ...formatted, extensions };
  const level = code === 'INTERNAL_SERVER_ERROR' ? 'error' : 'warn';
  const { path } = formatted;
  failureLogOf(logger).tell(level, { cause, path, code, requestId, service: serviceOf(error) });
  return { ...formatted, message: errorCodes[code], extensions: { code } };
}

function serviceOf(error: unknown): string | undefined {
  const service = error instanceof GraphQLError ? error.extensions['service'] : undefined;
  return typeof service === 'string' ? service : undefined;
}

/** As it was written, but for its stack. Codes of somebody else's are counted together. */
function showError(formatted: GraphQLFormattedError): GraphQLFormattedError {
  const { stacktrace: _stacktrace, ...extensions } = formatted.extensions ?? {};
  const code = String(extensions['code']);
  graphqlErrors.inc({ code: code in errorCodes ? code : 'OTHER' });
  return { ...formatted, extensions };
}

function codeOf(code: unknown, cause: unknown): ErrorCode {
  if (typeof code === 'string' && code !== 'INTERNAL_SERVER_ERROR' && code in errorCodes)
    return code as ErrorCode;
  return isUnavailable(cause) ? 'SERVICE_UNAVAILABLE' : 'INTERNAL_SERVER_ERROR';
}
