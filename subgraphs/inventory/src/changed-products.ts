/** A page of `Query.changedProducts`. */
import {
  CodedError,
  type Connection,
  decodeCursor,
  encodeCursor,
  requirePageSize,
  toConnection,
} from '@tributary/service';
import type { ChangedProduct, Store } from './store.js';

interface Arguments {
  since: Date;
  first: number;
  after?: string | null;
}

/** @throws CodedError BAD_USER_INPUT */
export async function readChangedProducts(
  store: Store,
  { since, first: wanted, after }: Arguments,
): Promise<Connection<ChangedProduct>> {
  const first = requirePageSize(wanted);
  const rows = await store.changedProducts({
    since,
    after: after ? readPosition(after) : null,
    limit: first + 1,
  });
  return toConnection(rows, first, (row) => encodeCursor([row.updatedAt.getTime(), row.id]), after);
}

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

function readPosition(after: string): { updatedAt: Date; id: string } {
  const [time, id] = decodeCursor(after, 2);
  const updatedAt = new Date(typeof time === 'number' ? time : Number.NaN);
  if (typeof id === 'string' && uuid.test(id) && !Number.isNaN(updatedAt.getTime()))
    return { updatedAt, id };
  throw new CodedError('BAD_USER_INPUT', '"after" is not a cursor of this list.');
}
