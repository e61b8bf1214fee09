/** Parts of the execution alone, where what they must do seldom shows in a whole response. */
import type { FetchNode } from '@apollo/query-planner';
import { describe, expect, test } from 'vitest';
import type { GatewayContext } from '../src/context.js';
import { compileEntityFetch, toStep } from '../src/execution/entity-fetch.js';
import { compileEntityPath, listEntityPaths } from '../src/execution/entity-path.js';
import type { FetchTools } from '../src/execution/fetch-tools.js';
import { type JsonObject, merge } from '../src/execution/merge.js';

describe('merging', () => {
  test.each([
    ['lists of one length element by element', [{ a: 1 }], [{ b: 2 }], [{ a: 1, b: 2 }]],
    ['a longer list in the place of the known one', [{ a: 1 }], [{ b: 2 }, {}], [{ b: 2 }, {}]],
    ['a shorter list in the place of the known one', [{ a: 1 }, {}], [{ b: 2 }], [{ b: 2 }]],
    ['a list in the place of what is none', 7, [1], [1]],
    ['an object in the place of null', null, { a: 1 }, { a: 1 }],
    ['an object in the place of nothing much', 0, { a: 1 }, { a: 1 }],
    ['null in the place of an object', { a: 1 }, null, null],
    ['scalars of lists anew', [1, 2], [3, 4], [3, 4]],
  ])('puts %s', (_what, known, source, expected) => {
    const target: JsonObject = { key: known };
    merge(target, { key: source });
    expect(target['key']).toEqual(expected);
  });

  test('an object does not become a text', () => {
    expect(() => merge({ key: 'text' }, { key: { a: 1 } })).toThrow('cannot be merged');
  });
});

describe('the entities at a path', () => {
  const [one, two] = [{ id: 1 }, { id: 2 }];
  const collect = (root: JsonObject, path: string[]) => {
    const found: JsonObject[] = [];
    compileEntityPath(path)(root, found);
    return found;
  };
  test.each([
    [['a', 'b'], { a: { b: one } }, [one], [['a', 'b']]],
    [['a', '@'], { a: [one, null, two] }, [one, two], [0, 2].map((index) => ['a', index])],
    [['a', '@', '@'], { a: [[one], null, [two]] }, [one, two], [0, 2].map((at) => ['a', at, 0])],
    [
      ['a', '@', 'b'],
      { a: [{ b: one }, { b: null }, { b: two }] },
      [one, two],
      [0, 2].map((at) => ['a', at, 'b']),
    ],
    // where the schema has a list, and the path does not say so
    [['a'], { a: [one, 7, two] }, [one, two], [0, 2].map((index) => ['a', index])],
    [['a', '@'], { a: { b: one } }, [], []],
    [['a', 'b'], { a: [{ b: one }] }, [], []],
    [['a', '@', 'b'], { a: 'text' }, [], []],
  ] as [string[], JsonObject, JsonObject[], unknown[]][])(
    '%j are collected, and named, in one order',
    (path, root, entities, paths) => {
      expect(collect(root, path)).toEqual(entities);
      expect(listEntityPaths(root, path)).toEqual(paths);
    },
  );
});

const media = (rewrites: Partial<FetchNode>): FetchNode => ({
  kind: 'Fetch',
  serviceName: 'ratings',
  operation: '{_entities(representations:$representations){...on Media{rating}}}',
  operationKind: 'query' as FetchNode['operationKind'],
  operationDocumentNode: undefined,
  operationName: undefined,
  requires: [
    {
      kind: 'InlineFragment',
      typeCondition: 'Media',
      selections: [
        { kind: 'Field', name: '__typename' },
        { kind: 'Field', name: 'id' },
      ],
    },
  ],
  ...rewrites,
});

async function rate(node: FetchNode, rewrite: FetchTools['rewrite']) {
  const sent: string[] = [];
  const tools: FetchTools = {
    subgraphs: {
      ratings: {
        send: async ({ body, representations }) => {
          sent.push(body);
          const count = representations as number;
          return {
            data: { _entities: Array.from({ length: count }, (_, rating) => ({ rating })) },
          };
        },
      },
    },
    possibleTypes: () => ['Media', 'Book', 'Film'],
    rewrite,
  };
  const all = ['Book', 'Film', 'Book'].map((type) => ({ __typename: type, id: 'm1' }));
  const data = { all: all as JsonObject[] };
  const fetch = compileEntityFetch({ node, path: ['all', '@'], isWrittenAgain: false }, tools);
  const run = { data, variables: {}, context: {} as GatewayContext, errors: [], metrics: {} };
  await toStep(fetch)(run);
  expect(run.errors).toEqual([]);
  return { all: data.all, sent };
}

test('entities of two types that a rewrite makes alike are asked for apart', async () => {
  const path = ['... on Media', '__typename'];
  const inputRewrites = [{ kind: 'ValueSetter' as const, path, setValueTo: 'Media' }];
  const { all, sent } = await rate(media({ inputRewrites }), () => {});
  expect(all.map(({ rating }) => rating)).toEqual([0, 1, 0]);
  expect(JSON.parse(sent[0]!)).toMatchObject({
    variables: { representations: [1, 2].map(() => ({ __typename: 'Media', id: 'm1' })) },
  });
});

test('what is received is rewritten once, and as the type that its owner is of', async () => {
  const seen: unknown[] = [];
  const outputRewrites = [{ kind: 'KeyRenamer' as const, path: ['rating'], renameKeyTo: 'grade' }];
  await rate(media({ outputRewrites }), (rewrites, value) => {
    if (rewrites === outputRewrites) seen.push({ ...value });
  });
  expect(seen).toEqual([
    { __typename: 'Book', rating: 0 },
    { __typename: 'Film', rating: 1 },
  ]);
});
