/** Relay connections over keyset pagination: bounded pages, opaque cursors, no OFFSET. */
import { CodedError } from './errors.js';

export const maxPageSize = 100;

/** @throws CodedError BAD_USER_INPUT unless 1 <= first <= 100. */
export function requirePageSize(first: number): number {
  if (first < 1 || first > maxPageSize)
    throw new CodedError(
      'BAD_USER_INPUT',
      `"first" must be between 1 and ${maxPageSize}, not ${first}.`,
    );
  return first;
}

/** Packs the sort keys of a row into an opaque cursor. */
export function encodeCursor(keys: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(keys)).toString('base64url');
}

/** @throws CodedError BAD_USER_INPUT when the cursor is not one of `length` keys. */
export function decodeCursor(cursor: string, length: number): (string | number)[] {
  try {
    const keys: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    const fits = (key: unknown) => typeof key === 'string' || typeof key === 'number';
    if (Array.isArray(keys) && keys.length === length && keys.every(fits)) return keys;
  } catch {
    // reported below
  }
  throw new CodedError('BAD_USER_INPUT', '"after" is not a cursor of this list.');
}

export interface Connection<T> {
  edges: { node: T; cursor: string }[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
}

/**
 * Builds a connection from `first + 1` rows: the extra row only tells that there is a next page.
 * `after` tells that there is a previous one.
 */
export function toConnection<T>(
  rows: readonly T[],
  first: number,
  cursorOf: (row: T) => string,
  after?: string | null,
): Connection<T> {
  // Cursors are made when they are asked for: a page that shows products asks for the last one alone.
  const edges = rows.slice(0, first).map((node) => ({
    node,
    get cursor() {
      return cursorOf(node);
    },
  }));
  return {
    edges,
    pageInfo: {
      hasNextPage: rows.length > first,
      hasPreviousPage: Boolean(after),
      get startCursor() {
        return edges[0]?.cursor ?? null;
      },
      get endCursor() {
        return edges.at(-1)?.cursor ?? null;
      },
    },
  };
}
