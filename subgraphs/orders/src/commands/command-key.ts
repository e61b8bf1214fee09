/** A caller's idempotency key for a command on an order, and what it stands for. */
import { createHash } from 'node:crypto';
import type { Units } from '../domain/order.js';

export interface CommandKey {
  /** The mutation. */
  command: string;
  key: string;
  /** Tells a repeated request from another one with the same key. */
  requestHash: string;
}

interface KeyedRequest {
  [field: string]: string | boolean | null | readonly Units[];
}

/** Null without a key. The order of lines makes no difference. */
export function keyOf(
  command: string,
  key: string | null,
  request: KeyedRequest,
): CommandKey | null {
  if (key === null) return null;
  const values = Object.entries(request).map(([name, value]) => [
    name,
    Array.isArray(value) ? sorted(value as readonly Units[]) : value,
  ]);
  const requestHash = createHash('sha256').update(JSON.stringify(values)).digest('hex');
  return { command, key, requestHash };
}

const sorted = (lines: readonly Units[]) =>
  lines
    .map(({ sku, quantity }) => [sku, quantity] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));
