import { buildSchema, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { limitRules, maxDepth } from '../src/limits.js';

const schema = buildSchema(`type Query { a: Query, b: Int }`);
const messages = (document: string) =>
  validate(schema, parse(document), limitRules).map(({ message }) => message);
const nested = (depth: number) => `${'{ a '.repeat(depth - 1)}{ b }${' }'.repeat(depth - 1)}`;

test('an operation may be as deep as the limit and no deeper', () => {
  expect(messages(nested(maxDepth))).toEqual([]);
  expect(messages(nested(maxDepth + 1))).toEqual([
    'The operation is 16 fields deep; 15 are allowed.',
  ]);
});

test('fields behind fragments count', () => {
  const fragments = `fragment F on Query ${nested(10)}`;
  expect(messages(`{ a { a { ...F } } } ${fragments}`)).toEqual([]);
  expect(messages(`{ a { a { a { a { a { a { ...F } } } } } } } ${fragments}`)).toHaveLength(1);
  expect(messages(`{ ... on Query ${nested(16)} }`)).toHaveLength(1);
});

test('fragments that contain themselves or double at each level end', () => {
  expect(messages(`{ ...F } fragment F on Query { a { ...F } }`)).toEqual([]);
  const doubling = Array.from(
    { length: 60 },
    (_, index) => `fragment F${index} on Query { ...F${index + 1} ...F${index + 1} }`,
  ).join('\n');
  expect(messages(`{ ...F0 } ${doubling} fragment F60 on Query { b }`)).toEqual([]);
});
