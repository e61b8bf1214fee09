/** What can go wrong with the embedded PostgreSQL, each with a message that says what to do. */
export type EmbeddedErrorCode =
  | 'PLATFORM_NOT_SUPPORTED'
  | 'PORT_TAKEN'
  | 'DATA_FOLDER_IN_USE'
  | 'DATA_FOLDER_NOT_OURS'
  | 'DATA_FOLDER_UNREADABLE'
  | 'SECRETS_DAMAGED'
  | 'START_FAILED'
  | 'MIGRATION_CHANGED'
  | 'MIGRATION_FAILED';

/** An expected failure: print `message`, the stack says nothing of use. */
export class EmbeddedError extends Error {
  readonly code: EmbeddedErrorCode;

  constructor(code: EmbeddedErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EmbeddedError';
    this.code = code;
  }
}

/** The `code` of a Node or PostgreSQL error, such as `ENOENT` or `28P01`. */
export function errorCode(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}
