/** A response some of whose fields failed goes past Apollo Server's pipeline, and is the same to the byte. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GatewayContext } from '../src/context.js';
import type { JudgingPlugin } from '../src/execution/admission.js';
import { type FaultMode, scripts } from './faults/modes.js';
import { compose } from './mini-graph.js';
import { type Json, type RunningGateway, startGateway } from './running-gateway.js';
import { type Script, type ScriptedSubgraph, startScriptedSubgraph } from './scripted-subgraph.js';

const query = `query Mixed { order(id: "o1") { id lines { sku variant { name available } } }
  products { sku name } }`;

let piped = 0;
let isAdmitting = true;
const counting: JudgingPlugin<GatewayContext> = {
  requestDidStart: async () => void piped++,
  admits: () => isAdmitting,
};

let orders: ScriptedSubgraph;
let inventory: ScriptedSubgraph;
const gateways = {} as Record<'masked' | 'shown', RunningGateway>;

beforeAll(async () => {
  [orders, inventory] = [
    await startScriptedSubgraph(scripts.sound),
    await startScriptedSubgraph(scripts.sound),
  ];
  const urls = { users: 'http://127.0.0.1:1/', orders: orders.url, inventory: inventory.url };
  for (const errors of ['masked', 'shown'] as const)
    gateways[errors] = await startGateway({
      supergraphSdl: compose(urls),
      env: {
        SUBGRAPH_ERRORS: errors,
        SUBGRAPH_POLICIES: JSON.stringify({ '*': { breaker: false, retry: false } }),
      },
      plugins: [counting],
    });
  for (const gateway of Object.values(gateways))
    for (let time = 0; time < 4; time++) await send(gateway);
});
afterAll(async () => {
  for (const gateway of Object.values(gateways)) await gateway.close();
  await Promise.all([orders.stop(), inventory.stop()]);
});

async function send(gateway: RunningGateway) {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-request-id': 'request-1' },
    body: JSON.stringify({ query }),
  });
  const { date: _date, ...headers } = Object.fromEntries(response.headers);
  return { status: response.status, headers, body: await response.text() };
}

/** How often each code was counted. */
async function counted(gateway: RunningGateway): Promise<Map<string, number>> {
  const text = await (await fetch(`${gateway.url}/metrics`)).text();
  const found = text.matchAll(/^graphql_errors_total\{code="(\w+)"\} (\d+)$/gm);
  return new Map(Array.from(found, ([, code, count]) => [code!, Number(count)]));
}

async function countedBy(gateway: RunningGateway, run: () => Promise<unknown>) {
  const before = await counted(gateway);
  await run();
  const after = await counted(gateway);
  return [...after].map(([code, count]) => [code, count - (before.get(code) ?? 0)]);
}

const answers =
  (body: object): Script =>
  (response) =>
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body));

/** With these errors and no data, at the root and at entities alike. */
const refuses = (...errors: object[]) => answers({ data: null, errors });

const modes: FaultMode[] = ['reset', 'garbage', 'html', 'status-500', 'wrong-types'];
const faults: Record<string, Script> = {
  ...Object.fromEntries(modes.map((mode) => [mode, scripts[mode]])),
  'wrong-entity-count': scripts['wrong-entity-count'],
  'a coded error': refuses({
    message: 'No.',
    path: ['products'],
    extensions: { code: 'CONFLICT' },
  }),
  'an error without a code': refuses({ message: 'SELECT', path: ['products'] }),
  'an error without a path': refuses({ message: 'SELECT', extensions: { code: 'P2002' } }),
  'an error of one entity': refuses({ message: 'x', path: ['_entities', 1, 'name'] }),
  'an error with internals': refuses({
    message: 'SELECT',
    locations: [{ line: 1, column: 1 }],
    extensions: { stacktrace: ['at'], exception: {}, http: { status: 500 }, why: 'so' },
  }),
  'a code between servers': refuses({ message: 'x', extensions: { code: 'BAD_REQUEST' } }),
  'several errors': refuses({ message: 'a' }, { message: 'b', path: [] }),
  'a null that may not be': (response, { variables }) => {
    const entities = (variables?.['representations'] as object[] | undefined)?.map(() => ({}));
    answers({ data: entities ? { _entities: entities } : { products: [{ sku: null }] } })(
      response,
      { variables, query: '', headers: {} },
    );
  },
};

describe.each(['masked', 'shown'] as const)('where errors of subgraphs are %s', (errors) => {
  test.each(Object.keys(faults))('%s', async (name) => {
    const gateway = gateways[errors];
    inventory.script = faults[name]!;
    isAdmitting = false;
    let through!: Awaited<ReturnType<typeof send>>;
    let past!: Awaited<ReturnType<typeof send>>;
    const asEver = await countedBy(gateway, async () => (through = await send(gateway)));
    isAdmitting = true;
    piped = 0;
    const now = await countedBy(gateway, async () => (past = await send(gateway)));
    inventory.script = scripts.sound;
    const told: Json = JSON.parse(through.body);
    expect(told.data.order.id).toBe('o1');
    expect(told.errors.length).toBeGreaterThan(0);
    expect(past).toEqual(through);
    expect(now).toEqual(asEver);
    expect(piped).toBe(0);
  });
});
