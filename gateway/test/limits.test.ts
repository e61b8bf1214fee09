import { buildSchema, getIntrospectionQuery, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { createLimitRules, defaultLimits } from '../src/limits.js';

const schema = buildSchema(`type Query { a: Query, b: Int }`);
const { maxDepth } = defaultLimits;
const limitRules = createLimitRules(defaultLimits);
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

test('directives are counted in the whole document', () => {
  const limited = (count: number) =>
    messages(`{ ${Array.from({ length: count }, () => 'b @skip(if: true)').join(' ')} }`);
  expect(limited(50)).toEqual([]);
  expect(limited(51)).toEqual(['The document has more than 50 directives.']);
});

test('the schema may be asked for once', () => {
  expect(messages(getIntrospectionQuery())).toEqual([]);
  expect(messages('{ a: __schema { types { name } } b: __schema { types { name } } }')).toEqual([
    'The document has more than 1 fields __schema.',
  ]);
  const types = (count: number) =>
    Array.from({ length: count }, (_, index) => `t${index}: types { name }`).join(' ');
  expect(messages(`{ __schema { ${types(5)} } }`)).toEqual([]);
  expect(messages(`{ __schema { ${types(6)} } }`)).toHaveLength(1);
  const named = Array.from({ length: 11 }, (_, index) => `t${index}: __type(name: "A") { name }`);
  expect(messages(`{ ${named.join(' ')} }`)).toHaveLength(1);
});
