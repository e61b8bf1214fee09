/**
 * Errors as a client sees them, for what leaves the gateway without passing through Apollo Server's own
 * formatting: events of subscriptions, parts of a response that come later, and what the shortcut answers.
 */
import type { ErrorFormat } from '@tributary/service/graphql-server';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { normaliseErrors } from './downstream-errors.js';

/** Of one request. */
export type FormatErrors = (errors: readonly unknown[]) => GraphQLFormattedError[];

/** Coded, masked, logged under the request's id, and with the name of the service they come from. */
export function createFormatErrors(format: ErrorFormat, requestId: string): FormatErrors {
  return (errors) =>
    normaliseErrors(errors).map((error) => formatNormalised(error, format, requestId));
}

/** @param error in our words already */
export function formatNormalised(
  error: unknown,
  format: ErrorFormat,
  requestId: string,
): GraphQLFormattedError {
  const formatted = format(withCode(error), error, requestId);
  const service = error instanceof GraphQLError ? error.extensions['service'] : undefined;
  if (typeof service !== 'string') return formatted;
  return { ...formatted, extensions: { ...formatted.extensions, service } };
}

/** As Apollo Server hands it to `formatError`. */
function withCode(error: unknown): GraphQLFormattedError {
  if (!(error instanceof GraphQLError))
    return { message: String(error), extensions: { code: 'INTERNAL_SERVER_ERROR' } };
  const code = error.extensions['code'] ?? 'INTERNAL_SERVER_ERROR';
  return { ...error.toJSON(), extensions: { ...error.extensions, code } };
}
