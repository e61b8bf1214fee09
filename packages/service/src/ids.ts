import { v7 } from 'uuid';

/** A new UUIDv7: sortable by creation time, so it is also the keyset for pagination. */
export function createId(): string {
  return v7();
}
