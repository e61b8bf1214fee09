import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compose, type MiniGraph, startMiniGraph } from './mini-graph.js';
import {
  ask,
  createKeyPair,
  type KeyPair,
  type RunningGateway,
  startGateway,
  until,
} from './running-gateway.js';

let keys: KeyPair;
let graph: MiniGraph;
let gateway: RunningGateway;
const logged: string[] = [];

beforeAll(async () => {
  keys = await createKeyPair();
  graph = await startMiniGraph(keys.publicKey);
  gateway = await startGateway({
    supergraphSdl: graph.supergraphSdl,
    identityKey: keys.privateKey,
    logger: pino({ level: 'info' }, { write: (line: string) => void logged.push(line) }),
  });
});
afterAll(async () => {
  await gateway.close();
  await graph.close();
});

/** The supergraph with one more field in Query. */
const withField = (name: string) => compose(graph.urls, `extend type Query { ${name}: Int }`);
const refusals = () => logged.filter((line) => line.includes('is refused')).length;

async function hasField(name: string, of = gateway): Promise<boolean> {
  const { data } = await ask(of, `{ __type(name: "Query") { fields { name } } }`);
  return data.__type.fields.some((field: { name: string }) => field.name === name);
}

describe('a changed supergraph', () => {
  test('is taken while requests run, and none of them fails', async () => {
    let running = true;
    let answered = 0;
    const failures: unknown[] = [];
    const client = async () => {
      while (running) {
        const { data, errors } = await ask(
          gateway,
          `{ products { sku name } order(id: "o1") { id } }`,
        );
        answered++;
        if (errors || data.products.length !== 2) failures.push(errors);
      }
    };
    const clients = Promise.all([client(), client(), client(), client()]);
    for (const name of ['one', 'two', 'three']) {
      const before = answered;
      await gateway.replaceSupergraph(withField(name));
      await until(`the field ${name} is there`, () => hasField(name));
      expect(answered).toBeGreaterThan(before);
    }
    running = false;
    await clients;
    expect(failures).toEqual([]);
    expect(await hasField('one')).toBe(false);
  });

  test('leaves a running request on the one it began with', async () => {
    await gateway.replaceSupergraph(withField('early'));
    await until('the field is there', () => hasField('early'));
    graph.delayMs.inventory = 1_000;
    const begun = ask(gateway, `{ dearest { sku name } }`);
    await gateway.replaceSupergraph(
      compose(graph.urls).replace(
        /^ *dearest: .*$/m,
        '  priciest: Variant @join__field(graph: INVENTORY)',
      ),
    );
    await until('the field is gone', async () => !(await hasField('dearest')));
    graph.delayMs.inventory = 0;
    expect((await ask(gateway, `{ dearest { sku } }`)).errors?.[0]?.extensions.code).toBe(
      'GRAPHQL_VALIDATION_FAILED',
    );
    expect(await begun).toMatchObject({ data: { dearest: { sku: 'pot', name: 'A pot' } } });
  });

  test('may move a subgraph to another address', async () => {
    const moved = { ...graph.urls, inventory: 'http://127.0.0.1:1/graphql' };
    const code = async () =>
      (await ask(gateway, `{ products { sku } }`)).errors?.[0]?.extensions.code;
    await gateway.replaceSupergraph(compose(moved));
    await expect.poll(code, { timeout: 5_000 }).toBe('SUBGRAPH_UNAVAILABLE');
    await gateway.replaceSupergraph(compose(graph.urls));
    await expect.poll(code, { timeout: 5_000 }).toBeUndefined();
  });
});

const inaccessible =
  'directive @inaccessible on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION';

describe('a broken supergraph', () => {
  const broken: Record<string, (good: string) => string> = {
    'that is no GraphQL': () => 'type Query {',
    'that is empty': () => '',
    'that is half written': (good) => good.slice(0, good.length / 2),
    'that is an ordinary schema': () => 'type Query { a: Int }',
    'that lacks a type': (good) => good.replace(/^type Variant\n/m, 'type Variance\n'),
    // Fails late: without a rehearsal the gateway has by then taken its addresses.
    'whose root is hidden': (good) =>
      good
        .replaceAll(/url: "http:[^"]+"/g, 'url: "http://127.0.0.1:1/"')
        .replace('type Query', `${inaccessible}\n\ntype Query @inaccessible`)
        .replace(
          '@link(url: "https://specs.apollo.dev/join',
          '@link(url: "https://specs.apollo.dev/inaccessible/v0.2", for: SECURITY)\n  @link(url: "https://specs.apollo.dev/join',
        ),
    'that asks for what this gateway cannot do': (good) =>
      good.replace(
        '@link(url: "https://specs.apollo.dev/join',
        '@link(url: "https://specs.apollo.dev/context/v0.1", for: SECURITY)\n  @link(url: "https://specs.apollo.dev/join',
      ),
  };
  for (const [index, [what, breakIt]] of Object.entries(broken).entries())
    test(`${what} is refused, logged once, and the next good one is taken`, async () => {
      const before = refusals();
      await gateway.replaceSupergraph(breakIt(graph.supergraphSdl));
      await until('it is refused', async () => refusals() === before + 1);
      const { data, errors } = await ask(
        gateway,
        `{ order(id: "o1") { lines { variant { name } } } }`,
      );
      expect(errors).toBeUndefined();
      expect(data.order.lines[0].variant).toEqual({ name: 'A cup' });
      await gateway.replaceSupergraph(withField(`mended${index}`));
      await until('the mended one is taken', () => hasField(`mended${index}`));
      expect(refusals()).toBe(before + 1);
    });

  test('is no ground to start on', async () => {
    const options = { supergraphSdl: 'type Query {', identityKey: keys.privateKey };
    await expect(startGateway(options)).rejects.toThrow(/Syntax Error/);
  });
});

test('a link that is swapped beside the file, as Kubernetes does, is noticed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tributary-volume-'));
  const version = async (name: string, supergraphSdl: string) => {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, 'supergraph.graphql'), supergraphSdl);
    await symlink(name, join(folder, '..next'));
    await rename(join(folder, '..next'), join(folder, '..data'));
  };
  await version('v1', graph.supergraphSdl);
  await symlink('..data/supergraph.graphql', join(folder, 'supergraph.graphql'));
  const mounted = await startGateway({
    supergraphSdl: '',
    identityKey: keys.privateKey,
    env: { SUPERGRAPH_FILE: join(folder, 'supergraph.graphql') },
  });
  try {
    await version('v2', withField('swapped'));
    await expect.poll(() => hasField('swapped', mounted), { timeout: 5_000 }).toBe(true);
  } finally {
    await mounted.close();
    await rm(folder, { recursive: true });
  }
});
