/**
 * Runs what makes errors of what somebody else said. Where we were then tells nothing of it, and to find out
 * costs more than all the rest: a subgraph that fails every call would be felt by the others.
 */
export function withoutStack<T>(create: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return create();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
