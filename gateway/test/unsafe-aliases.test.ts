import { buildSchema, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { refuseUnsafeAliases } from '../src/unsafe-aliases.js';

const schema = buildSchema('type Query { a: Int constructor: Int }');
const errorsOf = (query: string) => validate(schema, parse(query), [refuseUnsafeAliases]);

test.each(['__proto__', 'constructor', 'prototype'])(
  'the alias %s is refused by its name',
  (alias) => {
    expect(errorsOf(`{ ${alias}: a }`).map(({ message }) => message)).toEqual([
      `The alias "${alias}" is not allowed: JavaScript gives it a meaning of its own.`,
    ]);
  },
);

test('in fragments too', () => {
  expect(errorsOf('{ ...F } fragment F on Query { __proto__: a }')).toHaveLength(1);
});

test('other aliases are not, nor is a field that is called so', () => {
  expect(errorsOf('{ b: a proto: a constructor }')).toEqual([]);
});
