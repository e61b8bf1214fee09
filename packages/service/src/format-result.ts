/** Results that no Apollo Server formats: those of streams. Their errors are coded and masked like any other. */
import type { ExecutionResult, FormattedExecutionResult } from 'graphql';
import { formatError } from './format-error.js';
import type { Logger } from './logger.js';

export function formatResult(result: ExecutionResult, logger: Logger): FormattedExecutionResult {
  if (!result.errors) return result;
  const errors = result.errors.map((error) => formatError(error.toJSON(), error, logger));
  return { ...result, errors };
}
