/** JSON of leaf values, checked as @apollo/gateway checks them. Each gives up at what it does not accept. */
import {
  type EnumType,
  isCustomScalarType,
  isEnumType,
  type NamedType,
} from '@apollo/federation-internals';
import { quote, toJson } from './json-text.js';

/** There is something in the data that only the stock shaping knows how to answer. */
export class GiveUp extends Error {
  override name = 'GiveUp';
}

/** One instance: nobody looks at its stack. */
const reason = new GiveUp('The data is not of the schema.');

function giveUp(): never {
  throw reason;
}

/** What is no exponent when it is written, as stock's expression for integers wants it. */
const largestPlain = 1e21;

function isInteger(value: unknown): value is number {
  return Number.isInteger(value) && Math.abs(value as number) < largestPlain;
}

export const leafWriters = {
  giveUp,
  writeString: (value: unknown): string => (typeof value === 'string' ? quote(value) : giveUp()),
  writeInt: (value: unknown): string => (isInteger(value) ? String(value) : giveUp()),
  writeFloat: (value: unknown): string => (Number.isFinite(value) ? String(value) : giveUp()),
  writeBoolean: (value: unknown): string => (typeof value === 'boolean' ? String(value) : giveUp()),
  writeId(value: unknown): string {
    if (typeof value === 'string') return quote(value);
    return isInteger(value) ? String(value) : giveUp();
  },
  writeAny: (value: unknown): string =>
    value === null || value === undefined ? giveUp() : toJson(value),
};

const builtIn: Readonly<Record<string, keyof typeof leafWriters>> = {
  String: 'writeString',
  Int: 'writeInt',
  Float: 'writeFloat',
  Boolean: 'writeBoolean',
  ID: 'writeId',
};

/** The name of the type's writer; `create` makes it where it is not among the common ones. */
export function leafWriter(type: NamedType): {
  name: string;
  create?: () => (value: unknown) => string;
} {
  if (isEnumType(type)) return { name: `enum_${type.name}`, create: () => createEnumWriter(type) };
  if (isCustomScalarType(type)) return { name: 'writeAny' };
  return { name: builtIn[type.name]! };
}

function createEnumWriter(type: EnumType): (value: unknown) => string {
  const texts = new Map<unknown, string>(type.values.map(({ name }) => [name, `"${name}"`]));
  return (value) => texts.get(value) ?? giveUp();
}
