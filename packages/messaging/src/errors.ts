/**
 * Thrown by a handler when trying again cannot help: the delivery goes to the dead letters at once,
 * whatever attempts are left.
 */
export class PermanentError extends Error {
  override name = 'PermanentError';
}

/** The broker did not do what was asked, now; the relay keeps the events and tries again. */
export class BrokerUnavailableError extends Error {
  override name = 'BrokerUnavailableError';
}
