/**
 * Merges a subgraph's answer into the result in place: objects into objects, lists of one length
 * element by element, else the newer value wins. Keys come from a subgraph and may be hostile: only own
 * properties are ever merged into.
 */
import { withoutStack } from '../without-stack.js';

export type JsonObject = Record<string, unknown>;

/** Takes over the objects of `source`: they must not be used elsewhere afterwards. */
export function merge(target: JsonObject, source: JsonObject): void {
  for (const key in source) {
    const value = source[key];
    if (value === undefined) continue;
    if (typeof value !== 'object' || value === null) {
      target[key] = value;
      continue;
    }
    const known = target[key];
    if (known === undefined || known === null) target[key] = value;
    else if (!Object.hasOwn(target, key)) define(target, key, value);
    else if (Array.isArray(value)) target[key] = mergeLists(known, value);
    else if (typeof known === 'object') merge(known as JsonObject, value as JsonObject);
    else if (!known) target[key] = value;
    else if (Object.keys(value).length > 0)
      throw withoutStack(
        () => new TypeError(`An object cannot be merged into the value of "${key}".`),
      );
  }
}

function mergeLists(known: unknown, source: unknown[]): unknown[] {
  if (!Array.isArray(known) || known.length !== source.length) return source;
  for (let index = 0; index < source.length; index++) {
    const target: unknown = known[index];
    const value = source[index];
    if (isObject(target) && isObject(value)) merge(target, value);
    else known[index] = value;
  }
  return known;
}

/** A value that shares nothing with `value`. */
export function clone<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(clone) as T;
  const copy: JsonObject = {};
  for (const key of Object.keys(value)) {
    const member = clone((value as JsonObject)[key]);
    if (key in copy) define(copy, key, member);
    else copy[key] = member;
  }
  return copy as T;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `__proto__` and the like become plain properties. */
function define(target: JsonObject, key: string, value: unknown): void {
  Object.defineProperty(target, key, {
    value,
    configurable: true,
    enumerable: true,
    writable: true,
  });
}
