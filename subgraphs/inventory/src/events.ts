/** Makes events of the catalogue, so that a payload that does not fit is a type error. */
import type { EventName, EventOf, EventPayload } from '@tributary/contracts';
import type { Effects } from './effects.js';

/** @param key id of the aggregate the fact is about */
export function createEvent<N extends EventName>(
  name: N,
  key: string,
  payload: EventPayload<N>,
  { now, createId }: Effects,
): EventOf<N> {
  return { id: createId(), name, version: 1, key, payload, occurredAt: now() };
}
