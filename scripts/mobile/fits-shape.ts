/** Whether an answer is in the shape that its document was released with. */
import type { DocumentShape, Shape } from './document-shape.js';

/** What of `data` a client of that release would not understand; by path. */
export function findMisfits(data: unknown, { answer }: DocumentShape): string[] {
  return Object.entries(answer).flatMap(([path, shape]) =>
    valuesAt(data, path).flatMap((value) => misfitOf(value, shape, path)),
  );
}

const steps = /([^.()]+)(?:\(([^)]+)\))?/g;

/** The values at a path, over all lists on the way; those below a null or another type are left out. */
function valuesAt(data: unknown, path: string): unknown[] {
  const [...found] = path.matchAll(steps);
  let values: unknown[] = [data];
  for (const [index, [, key, type]] of found.entries()) {
    values = values.flatMap((value) => {
      const next = (value as Record<string, unknown>)[key!];
      return index === found.length - 1 ? [next] : objectsIn(next);
    });
    if (type)
      values = values.filter((value) => (value as { __typename?: string }).__typename === type);
  }
  return values;
}

const objectsIn = (value: unknown): unknown[] =>
  Array.isArray(value) ? value.flatMap(objectsIn) : value === null ? [] : [value];

function misfitOf(value: unknown, shape: Shape, path: string): string[] {
  const type = typeof shape === 'string' ? shape : shape.type;
  const said = fits(value, type, typeof shape === 'string' ? undefined : shape.values);
  return said ? [] : [`${path} is ${JSON.stringify(value)}, and was released as ${type}`];
}

function fits(value: unknown, type: string, values?: readonly string[]): boolean {
  if (type.endsWith('!')) return value !== null && fits(value, type.slice(0, -1), values);
  if (value === null) return true;
  if (type.startsWith('['))
    return Array.isArray(value) && value.every((item) => fits(item, type.slice(1, -1), values));
  if (value !== null && typeof value === 'object')
    return !values || values.includes((value as { __typename: string }).__typename);
  return leaf(value, type, values);
}

function leaf(value: unknown, type: string, values?: readonly string[]): boolean {
  if (values) return values.includes(value as string);
  if (type === 'Int') return Number.isInteger(value);
  if (type === 'Float') return typeof value === 'number';
  if (type === 'Boolean') return typeof value === 'boolean';
  if (type === 'DateTime') return typeof value === 'string' && !Number.isNaN(Date.parse(value));
  return typeof value === 'string';
}
