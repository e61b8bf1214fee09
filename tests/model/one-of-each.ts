/** Equal values become one object with one number, so that comparing them is comparing numbers. */

const byText = new Map<string, object>();
const numbers = new WeakMap<object, number>();

/** The one object that stands for all values with the same JSON. It must not be changed. */
export function oneOf<T extends object>(value: T): T {
  if (numbers.has(value)) return value;
  const text = JSON.stringify(value);
  const known = byText.get(text);
  if (known) return known as T;
  const kept = JSON.parse(text) as T;
  byText.set(text, kept);
  numbers.set(kept, byText.size);
  return kept;
}

/** The number of an object that `oneOf` gave out; 0 for null. */
export function numberOf(value: object | null): number {
  const number = value === null ? 0 : numbers.get(value);
  if (number === undefined) throw new Error(`Not one of each: ${JSON.stringify(value)}.`);
  return number;
}

/** The numbers as text; in ascending order, for lists whose order means nothing. */
export const numbersOf = (values: readonly object[]): string =>
  values.length === 0
    ? ''
    : values.length === 1
      ? String(numberOf(values[0]!))
      : values
          .map(numberOf)
          .sort((left, right) => left - right)
          .join(',');
