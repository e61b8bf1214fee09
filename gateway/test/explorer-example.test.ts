import { parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { readApiSchema } from '../../scripts/supergraph.js';
import { exampleHeaders, exampleQuery } from '../explorer/example.js';

test('the explorer’s example fits the supergraph', () => {
  expect(validate(readApiSchema(), parse(exampleQuery))).toEqual([]);
  expect(JSON.parse(exampleHeaders)).toEqual({ authorization: 'Bearer ' });
});
