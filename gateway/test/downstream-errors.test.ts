import { formatError } from '@tributary/service/graphql-server';
import { GraphQLError } from 'graphql';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { normaliseError, normaliseResult } from '../src/downstream-errors.js';
import { addErrors } from '../src/execution/fetch-errors.js';
import type { Run } from '../src/execution/run.js';
import { SubgraphFault } from '../src/subgraph-fault.js';

const logger = pino({ level: 'silent' });
/** As @apollo/gateway wraps what a subgraph said. */
const wrapped = (extensions: object, path: (string | number)[] = ['a']) =>
  new GraphQLError('relation "users" does not exist', {
    path,
    extensions: { serviceName: 'users', ...extensions },
    originalError: Object.assign(new Error('SELECT * FROM users'), { stack: '/srv/app.js' }),
  });
const format = (error: unknown) => {
  const normalised = normaliseError(error) as GraphQLError;
  const code = normalised.extensions['code'] ?? 'INTERNAL_SERVER_ERROR';
  const { http: _http, ...extensions } = normalised.extensions;
  return formatError(
    { ...normalised.toJSON(), extensions: { ...extensions, code } },
    normalised,
    logger,
  );
};

/** Where we were when we were told of it says nothing, and is dear to find out. */
test('what becomes an error of a subgraph has no stack of ours', () => {
  const ofSubgraph = { message: 'no', path: ['a'], extensions: { code: 'CONFLICT' } };
  const run = { errors: [] as GraphQLError[], metrics: {} };
  addErrors(run as unknown as Run, { service: 'users', path: [] }, [ofSubgraph]);
  const completion = [{ message: 'odd', path: ['b'] }];
  const { errors } = normaliseResult({
    errors: run.errors,
    extensions: { valueCompletion: completion },
  });
  expect(errors).toHaveLength(2);
  const fault = new SubgraphFault('status', 'answered with HTTP status 500');
  for (const { stack } of [...run.errors, ...errors, fault])
    expect(stack).not.toContain('\n    at ');
  expect(new Error('of ours').stack).toContain('\n    at ');
});

describe('an error of a subgraph', () => {
  test('without a catalogued code is masked', () => {
    for (const code of [undefined, 'DOWNSTREAM_SERVICE_ERROR', 'P2002', 'INTERNAL_SERVER_ERROR']) {
      const formatted = format(wrapped({ code, stacktrace: ['/srv'], sql: 'SELECT' }));
      expect(formatted).toEqual({
        message: 'A fault of ours; the log has it under the request id.',
        path: ['a'],
        extensions: { code: 'INTERNAL_SERVER_ERROR' },
      });
    }
  });

  test('with a catalogued code keeps it, its message and path, and loses internals', () => {
    const internals = { stacktrace: ['/srv'], exception: {}, http: { status: 500 } };
    expect(format(wrapped({ code: 'CONFLICT', retryAfterMs: 5, ...internals }))).toEqual({
      message: 'relation "users" does not exist',
      path: ['a'],
      extensions: { code: 'CONFLICT', service: 'users', retryAfterMs: 5 },
    });
  });

  test('that blames the gateway is masked', () => {
    expect(format(wrapped({ code: 'IDENTITY_REQUIRED' })).extensions).toEqual({
      code: 'INTERNAL_SERVER_ERROR',
    });
  });

  test('of a whole list of entities points at the list', () => {
    const error = normaliseError(wrapped({ code: 'CONFLICT' }, ['me', 'orders', '@', 'lines']));
    expect((error as GraphQLError).path).toEqual(['me', 'orders']);
  });
});

describe('a result', () => {
  test('without errors is left alone', () => {
    const result = { data: { a: 1 }, extensions: { b: 2 } };
    expect(normaliseResult(result)).toBe(result);
  });

  test('that hides errors in its extensions shows them', () => {
    const hidden = new GraphQLError('Cannot return null for non-nullable field Query.a.');
    const result = normaliseResult<{ data: null; errors?: unknown[]; extensions?: object }>({
      data: null,
      extensions: { valueCompletion: [hidden] },
    });
    expect(result.extensions).toBeUndefined();
    expect(result.errors).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
  });
});
