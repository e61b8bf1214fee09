/**
 * Errors as a client sees them, for what leaves the gateway without passing through Apollo Server's own
 * formatting: events of subscriptions and parts of a response that come later.
 */
import type { Logger } from '@tributary/service';
import { formatError } from '@tributary/service/graphql-server';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { normaliseError } from './downstream-errors.js';

export type FormatErrors = (errors: readonly unknown[]) => GraphQLFormattedError[];

/** Coded, masked, logged under the request's id, and with the name of the service they come from. */
export function createFormatErrors(logger: Logger, requestId: string): FormatErrors {
  return (errors) =>
    errors.map((one) => {
      const error = normaliseError(toGraphqlError(one)) as GraphQLError;
      const formatted = formatError(error.toJSON(), error, logger, requestId);
      const { service } = error.extensions;
      if (typeof service !== 'string') return formatted;
      return { ...formatted, extensions: { ...formatted.extensions, service } };
    });
}

function toGraphqlError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  const originalError = error as Error;
  return new GraphQLError(originalError.message, { originalError });
}
