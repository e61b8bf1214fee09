import { OperationTypeNode } from 'graphql';
import { expect, test } from 'vitest';
import type { Change } from '../src/cache/change.js';
import { watchMutations } from '../src/cache/watch-mutations.js';
import type { SubgraphCall } from '../src/execution/subgraph.js';
import type { SubgraphAnswer } from '../src/subgraph-answer.js';
import type { SubgraphDataSource } from '../src/subgraph-data-source.js';

const call = (isMutation: boolean, representations?: number) =>
  ({ isMutation, representations }) as SubgraphCall;

function watch(answer: SubgraphAnswer | Error) {
  const told: (readonly Change[])[] = [];
  let end!: () => void;
  const told$ = new Promise<void>((resolve) => (end = resolve));
  const reply = () => (answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer));
  const source = { url: 'u', send: reply, process: reply, close: async () => undefined };
  const watched = watchMutations('shop', source as unknown as SubgraphDataSource, (changes) => {
    told.push(changes);
    return told$;
  });
  return { watched, told, end };
}

test('a mutation is not answered before everybody knows what it changed', async () => {
  const { watched, end } = watch({ data: {} });
  let isAnswered = false;
  const answering = watched.send(call(true)).then(() => (isAnswered = true));
  await new Promise((resolve) => setImmediate(resolve));
  expect(isAnswered).toBe(false);
  end();
  await answering;
});

test.each([
  [
    'what it states',
    { data: {}, extensions: { changed: [{ type: 'A', key: { id: '1' } }] } },
    [{ subgraph: 'shop', type: 'A', key: { id: '1' } }],
  ],
  ['all, when it is silent', { data: {} }, [{ subgraph: 'shop' }]],
  [
    'all, when it states something else',
    { data: {}, extensions: { changed: [{ subgraph: 'other', type: 'A' }] } },
    [{ subgraph: 'shop' }],
  ],
  [
    'all, when it has errors',
    { data: {}, errors: [{ message: 'no' }], extensions: { changed: [] } },
    [{ subgraph: 'shop' }],
  ],
  ['all, when it fails', new Error('lost'), [{ subgraph: 'shop' }]],
])('a mutation changes %s', async (_what, answer, changes) => {
  const { watched, told, end } = watch(answer);
  end();
  await watched.send(call(true)).catch(() => undefined);
  expect(told).toEqual([changes]);
});

test('a mutation that stock executes is watched, too', async () => {
  const { watched, told, end } = watch({ data: {} });
  end();
  const options = {
    request: {},
    incomingRequestContext: { operation: { operation: OperationTypeNode.MUTATION } },
  };
  await watched.process(options as never);
  expect(told).toEqual([[{ subgraph: 'shop' }]]);
});

test('queries, the fetches of entities after a mutation, and what states no change tell nothing', async () => {
  const { watched, told } = watch({ data: {}, extensions: { changed: [] } });
  await watched.send(call(false));
  await watched.send(call(true, 3));
  await watched.send(call(true));
  expect(told).toEqual([]);
});
