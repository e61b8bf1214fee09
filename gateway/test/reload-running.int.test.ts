/** A request of two steps, the second of which comes after a reload: it ends on the supergraph it began with. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compose } from './mini-graph.js';
import { ask, type RunningGateway, startGateway, until } from './running-gateway.js';
import {
  answer,
  type Script,
  type ScriptedSubgraph,
  startScriptedSubgraph,
} from './scripted-subgraph.js';

/** Twice the same: the stock executor asks for both, ours for one. */
const cup = { variant: { __typename: 'Variant', sku: 'cup' } };
const orderWithCups = answer({ order: { number: 1, lines: [cup, cup] } });

/** It has the field under its old name and its new one, and says where it is. */
const inventoryAt =
  (place: string): Script =>
  (response, received) => {
    const asked = received.variables['representations'] as { sku: string }[];
    const named = asked.map(({ sku }) => ({ name: `${sku} at ${place}`, title: 'renamed' }));
    answer({ _entities: named })(response, received);
  };

let orders: ScriptedSubgraph;
let before: ScriptedSubgraph;
let after: ScriptedSubgraph;
let gateway: RunningGateway;

const composeWith = (inventory: ScriptedSubgraph): string =>
  compose({ users: 'http://127.0.0.1:1/', orders: orders.url, inventory: inventory.url });

beforeAll(async () => {
  orders = await startScriptedSubgraph(orderWithCups);
  before = await startScriptedSubgraph(inventoryAt('the old address'));
  after = await startScriptedSubgraph(inventoryAt('the new address'));
  gateway = await startGateway({ supergraphSdl: composeWith(before) });
});
afterAll(async () => {
  await gateway.close();
  await Promise.all([orders.stop(), before.stop(), after.stop()]);
});

const cupsBy = (executor: string, field = 'name') =>
  `query ${executor} { order(id: "o1") { number lines { variant { ${field} } } } }`;
const linesOf = (field: string, value: string) => ({
  data: { order: { number: 1, lines: [1, 2].map(() => ({ variant: { [field]: value } })) } },
});
const askedFor = ({ received }: ScriptedSubgraph) =>
  received.map(({ query, variables }) => ({
    field: /\b(name|title)\b/.exec(query)?.[0],
    representations: (variables['representations'] as object[]).length,
  }));

test('a renamed field and a subgraph that moved are those of before, for both executors', async () => {
  for (let time = 0; time < 4; time++) await ask(gateway, cupsBy('Ours'));
  before.received.length = orders.received.length = 0;
  const held: (() => void)[] = [];
  orders.script = (...one) => held.push(() => orderWithCups(...one));
  const begun = ['Ours', 'Stock'].map((executor) => ask(gateway, cupsBy(executor)));
  await until('the first step of both has begun', async () => held.length === 2);
  const renamed = /^( *)name(: String! @join__field\(graph: INVENTORY\))/m;
  await gateway.replaceSupergraph(composeWith(after).replace(renamed, '$1title$2'));
  const fields = '{ __type(name: "Variant") { fields { name } } }';
  await until('the field is renamed', async () =>
    JSON.stringify((await ask(gateway, fields)).data).includes('title'),
  );
  orders.script = orderWithCups;
  expect(await ask(gateway, cupsBy('New', 'title'))).toMatchObject(linesOf('title', 'renamed'));
  held.forEach((release) => release());
  const old = { errors: undefined, ...linesOf('name', 'cup at the old address') };
  const ended = await Promise.all(begun);
  expect(ended.map(({ data, errors }) => ({ data, errors }))).toEqual([old, old]);
  const byStock = { field: 'name', representations: 2 };
  const byOurs = { field: 'name', representations: 1 };
  expect(askedFor(before)).toHaveLength(2);
  expect(askedFor(before)).toEqual(expect.arrayContaining([byStock, byOurs]));
  expect(askedFor(after)).toEqual([{ field: 'title', representations: 2 }]);
});
