/** What the policies of subgraphs do, seen by clients and by the subgraphs. */
import { request as httpRequest } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { startTokenIssuer, type TokenIssuer } from './access-tokens.js';
import { compose } from './mini-graph.js';
import {
  type Answer,
  ask,
  createKeyPair,
  type KeyPair,
  type RunningGateway,
  startGateway,
  until,
} from './running-gateway.js';
import {
  answer,
  hang,
  type Script,
  type ScriptedSubgraph,
  startScriptedSubgraph,
  status,
} from './scripted-subgraph.js';

let keys: KeyPair;
let issuer: TokenIssuer;
const toClose: (() => Promise<void>)[] = [];

beforeAll(async () => {
  keys = await createKeyPair();
  issuer = await startTokenIssuer();
});
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});
afterAll(() => issuer.close());

const twoProducts = answer({ products: [{ sku: 'cup' }, { sku: 'pot' }] });
const ordersScript: Script = (response, received) =>
  received.query.startsWith('mutation')
    ? answer({ addToCart: 1 })(response, received)
    : answer({ order: { number: 1 } })(response, received);

interface Setup {
  gateway: RunningGateway;
  inventory: ScriptedSubgraph;
  orders: ScriptedSubgraph;
}

async function setUp(policies: object, script: Script = twoProducts): Promise<Setup> {
  const inventory = await scripted(script);
  const orders = await scripted(ordersScript);
  const urls = { users: 'http://127.0.0.1:1/', orders: orders.url, inventory: inventory.url };
  const gateway = await startGateway({
    supergraphSdl: compose(urls),
    identityKey: keys.privateKey,
    config: { jwksUrl: issuer.jwksUrl },
    env: { SUBGRAPH_POLICIES: JSON.stringify(policies) },
  });
  toClose.push(() => gateway.close());
  return { gateway, inventory, orders };
}

async function scripted(script: Script): Promise<ScriptedSubgraph> {
  const subgraph = await startScriptedSubgraph(script);
  toClose.push(() => subgraph.stop());
  return subgraph;
}

let operations = 0;
/** Each time another operation, so that no answer is shared. */
const distinct = () => `query P${++operations} { products { sku } }`;
const same = `query Same { products { sku } }`;
const mutation = `mutation { addToCart(sku: "cup", quantity: 1) }`;
const manyTimes = <T>(count: number, act: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => act(index)));
const codes = (answers: readonly Answer[]) =>
  answers.map(({ errors }) => errors?.[0]?.extensions.code);
const unavailable = {
  message: 'The inventory service did not answer.',
  path: ['products'],
  extensions: { code: 'SUBGRAPH_UNAVAILABLE', service: 'inventory' },
};

/** Sends an operation; the returned function leaves before the answer. */
function begin(gateway: RunningGateway, query: string, more: object = {}): () => void {
  const headers = { 'content-type': 'application/json', ...more };
  const sent = httpRequest(`${gateway.url}/graphql`, { method: 'POST', headers, agent: false });
  sent.on('error', () => {});
  sent.end(JSON.stringify({ query }));
  return () => sent.destroy();
}

/** The returned function lets time pass, at once and until the end of the test. */
function passTime(): (ms: number) => void {
  let passedMs = 0;
  const realNow = Date.now;
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => realNow() + passedMs);
  toClose.push(async () => clock.mockRestore());
  return (ms) => {
    passedMs += ms;
  };
}

async function metric(gateway: RunningGateway, name: string): Promise<string[]> {
  const text = await (await fetch(`${gateway.url}/metrics`)).text();
  return text.split('\n').filter((line) => line.startsWith(`gateway_subgraph_${name}{`));
}
const count = async (gateway: RunningGateway, name: string, label: string): Promise<number> => {
  const lines = await metric(gateway, name);
  return Number(
    lines
      .find((line) => line.includes(label))
      ?.split(' ')
      .at(-1) ?? 0,
  );
};

describe('when the client leaves', () => {
  /** Longer than a test waits. */
  const patient = { inventory: { timeoutMs: 60_000 } };

  test('the subgraph’s request is ended and its connection closed', async () => {
    const { gateway, inventory } = await setUp(patient, hang);
    const leave = begin(gateway, same);
    await until('inventory is asked', async () => inventory.received.length === 1);
    leave();
    await until('the connection is closed', async () => inventory.cutOff === 1);
    expect(await count(gateway, 'in_flight', 'inventory')).toBe(0);
  });

  test('so it is when the last one of several leaves who asked for the same', async () => {
    const { gateway, inventory } = await setUp(patient, hang);
    const shared = () => count(gateway, 'deduplicated_total', 'inventory');
    const before = await shared();
    const leaveFirst = begin(gateway, same);
    await until('inventory is asked', async () => inventory.received.length === 1);
    const leaveLast = begin(gateway, same);
    await until('the other one waits', async () => (await shared()) === before + 1);
    leaveFirst();
    await fetch(`${gateway.url}/health/live`);
    expect(inventory.cutOff).toBe(0);
    leaveLast();
    await until('the connection is closed', async () => inventory.cutOff === 1);
  });

  test('while it is not to be asked again yet, that is given up at once', async () => {
    const policies = { inventory: { retry: { backoffMs: 10_000 }, timeoutMs: 60_000 } };
    const { gateway, inventory } = await setUp(policies, status(503));
    const departed = () => count(gateway, 'faults_total', 'service="inventory",reason="departed"');
    const before = await departed();
    const leave = begin(gateway, same, { 'x-timeout-ms': '30000' });
    const failed = async () => inventory.received.length === 1;
    await until('inventory has failed', failed);
    const leftAt = Date.now();
    leave();
    await until('it is given up', async () => (await departed()) === before + 1);
    // A pause would have lasted for five seconds at least.
    expect(Date.now() - leftAt).toBeLessThan(4_500);
    expect(inventory.received).toHaveLength(1);
  });

  test('a mutation goes on', async () => {
    const { gateway, orders } = await setUp({});
    let isDone = false;
    orders.script = (response, received) => {
      setTimeout(() => answer({ addToCart: 1 })(response, received), 300);
      response.on('finish', () => (isDone = true));
    };
    const leave = begin(gateway, mutation);
    await until('orders is asked', async () => orders.received.length === 1);
    leave();
    await until('the answer was taken', async () => isDone);
    expect(orders.cutOff).toBe(0);
  });
});

describe('a query', () => {
  test('is sent again when the subgraph is busy or breaks the connection, a mutation is not', async () => {
    const { gateway, inventory, orders } = await setUp({});
    for (const failing of [status(503), (({ socket }) => socket!.destroy()) satisfies Script]) {
      inventory.script = (response, received) => {
        inventory.script = twoProducts;
        failing(response, received);
      };
      expect((await ask(gateway, distinct())).data?.products).toHaveLength(2);
    }
    expect(inventory.received).toHaveLength(4);
    orders.script = status(503);
    expect((await ask(gateway, mutation)).errors).toHaveLength(1);
    expect(orders.received).toHaveLength(1);
  });

  test('is not sent again for an answer that would be the same', async () => {
    const { gateway, inventory } = await setUp({}, status(500));
    expect((await ask(gateway, same)).errors).toEqual([unavailable]);
    expect(inventory.received).toHaveLength(1);
  });

  test('is sent again when an attempt takes too long, with less time each time', async () => {
    const policies = { inventory: { attemptTimeoutMs: 700, timeoutMs: 1_300 } };
    const { gateway, inventory } = await setUp(policies, () => {
      inventory.script = twoProducts;
    });
    expect((await ask(gateway, same)).data?.products).toHaveLength(2);
    const told = inventory.received.map(({ headers }) => Number(headers['x-timeout-ms']));
    expect(told).toEqual([700, expect.any(Number)]);
    expect(told[1]).toBeLessThanOrEqual(600);
  });

  test('is not sent again when the client has no time for it', async () => {
    const policies = { inventory: { retry: { max: 5, backoffMs: 5_000 } } };
    const { gateway, inventory } = await setUp(policies, status(503));
    const startedAt = Date.now();
    await ask(gateway, same, { 'x-timeout-ms': '150' });
    expect(Date.now() - startedAt).toBeLessThan(1_000);
    expect(inventory.received.length).toBeLessThanOrEqual(2);
  });

  test('is sent again no more often than it may', async () => {
    const policies = { inventory: { retry: { max: 1, backoffMs: 1 } } };
    const { gateway, inventory } = await setUp(policies, status(503));
    expect((await ask(gateway, same)).errors).toEqual([unavailable]);
    expect(inventory.received).toHaveLength(2);
  });

  test('that failed together with others is sent again at a time of its own', async () => {
    const retry = { max: 1, backoffMs: 400, budgetPercent: 100 };
    const first: [number: string, fail: () => void][] = [];
    const again: string[] = [];
    const { gateway } = await setUp(
      { inventory: { retry, breaker: false } },
      (response, received) => {
        const number = /P(\d+)/.exec(received.query)![1]!;
        if (first.some(([known]) => known === number)) {
          again.push(number);
          twoProducts(response, received);
        } else first.push([number, () => status(503)(response, received)]);
      },
    );
    const all = manyTimes(10, () => ask(gateway, distinct()));
    await until('all are under way', async () => first.length === 10);
    for (const [, fail] of first) fail();
    await all;
    // How many pairs changed places: half of 45 where chance decides, next to none where all wait as long.
    const places = first.map(([number]) => again.indexOf(number));
    const changed = places.flatMap((place, index) =>
      places.slice(index + 1).filter((later) => later < place),
    );
    expect(again).toHaveLength(10);
    expect(changed.length).toBeGreaterThan(3);
  });

  test('is given twice as long before each further attempt', async () => {
    const chance = vi.spyOn(Math, 'random').mockReturnValue(0.999);
    toClose.push(async () => chance.mockRestore());
    const at: number[] = [];
    const retry = { max: 2, backoffMs: 200, budgetPercent: 100 };
    const { gateway } = await setUp({ inventory: { retry } }, (response, received) => {
      at.push(performance.now());
      status(503)(response, received);
    });
    await ask(gateway, same);
    const [first, second, third] = at as [number, number, number];
    expect([second - first > 190, third - second > 390]).toEqual([true, true]);
    expect(at).toHaveLength(3);
  });

  test('is sent again only within the budget', async () => {
    const policies = { inventory: { breaker: false, retry: { backoffMs: 1 } } };
    const { gateway, inventory } = await setUp(policies, status(503));
    await manyTimes(100, () => ask(gateway, distinct()));
    expect(inventory.received.length).toBeGreaterThan(100);
    expect(inventory.received.length).toBeLessThanOrEqual(100 + 10 + 20);
    const retries = inventory.received.length - 100;
    expect(await count(gateway, 'unaffordable_retries_total', 'inventory')).toBeGreaterThan(0);
    expect(await count(gateway, 'retries_total', 'inventory')).toBeGreaterThanOrEqual(retries);
  });
});

describe('a subgraph that keeps failing', () => {
  const policies = { inventory: { retry: false, breaker: { minCalls: 5, openMs: 20_000 } } };

  test('is left alone, answered for at once, and asked again when it is back', async () => {
    const passes = passTime();
    const { gateway, inventory } = await setUp(policies, status(500));
    for (let index = 0; index < 5; index++) await ask(gateway, distinct());
    expect((await ask(gateway, `{ order(id: "o1") { number } }`)).data.order.number).toBe(1);
    inventory.script = twoProducts;
    const refused = await manyTimes(20, () => ask(gateway, distinct()));
    expect(new Set(codes(refused))).toEqual(new Set(['SUBGRAPH_UNAVAILABLE']));
    expect(inventory.received).toHaveLength(5);
    expect(await count(gateway, 'breaker_state', 'inventory')).toBe(2);
    expect(await count(gateway, 'ejections_total', new URL(inventory.url).host)).toBe(1);
    expect(await count(gateway, 'faults_total', 'reason="open"')).toBeGreaterThanOrEqual(20);
    passes(20_000);
    await until('it is asked again', async () => {
      const { data } = await ask(gateway, distinct());
      return data?.products !== null;
    });
    expect(await count(gateway, 'breaker_state', 'inventory')).toBe(0);
  });

  test('that hangs on clients with little time is left alone as well', async () => {
    const { gateway, inventory } = await setUp(policies, hang);
    // Of which the subgraph is to get half a second, however late the requests are.
    const hurried = { 'x-timeout-ms': '1500' };
    await manyTimes(5, () => ask(gateway, distinct(), hurried));
    expect(codes([await ask(gateway, distinct())])).toEqual(['SUBGRAPH_UNAVAILABLE']);
    expect(inventory.received).toHaveLength(5);
  });
});

describe('a subgraph that is slow', () => {
  test('has a bounded number of requests; what is too many is refused at once', async () => {
    const { gateway, inventory, orders } = await setUp({
      inventory: { maxInFlight: 2, maxQueued: 3 },
    });
    const held: (() => void)[] = [];
    inventory.script = (response, received) => {
      held.push(() => twoProducts(response, received));
    };
    const answers: Answer[] = [];
    const all = manyTimes(10, async () => {
      answers.push(await ask(gateway, distinct()));
    });
    await until('five are refused', async () => answers.length === 5);
    expect(codes(answers)).toEqual(Array.from({ length: 5 }, () => 'SUBGRAPH_UNAVAILABLE'));
    expect(inventory.received).toHaveLength(2);
    expect(await count(gateway, 'in_flight', 'inventory')).toBe(2);
    expect(await count(gateway, 'queued', 'inventory')).toBe(3);
    expect((await ask(gateway, `{ order(id: "o1") { number } }`)).data.order.number).toBe(1);
    expect(orders.received).toHaveLength(1);
    inventory.script = twoProducts;
    held.forEach((release) => release());
    await all;
    expect(answers.filter(({ data }) => data.products?.length === 2)).toHaveLength(5);
  });

  test('and has answered nobody for a while is sent no more than its breaker needs', async () => {
    const passes = passTime();
    const inventoryPolicy = { timeoutMs: 60_000, breaker: { minCalls: 3 } };
    const { gateway, inventory } = await setUp({ inventory: inventoryPolicy });
    const held: (() => void)[] = [];
    inventory.script = (response, received) => {
      held.push(() => twoProducts(response, received));
    };
    const early = manyTimes(3, () => ask(gateway, distinct()));
    await until('three are asked', async () => held.length === 3);
    passes(15_000);
    const late = manyTimes(5, () => ask(gateway, distinct()));
    await until('five wait', async () => (await count(gateway, 'queued', 'inventory')) === 5);
    expect(inventory.received).toHaveLength(3);
    inventory.script = twoProducts;
    held.forEach((release) => release());
    const answers = [...(await early), ...(await late)];
    expect(answers.filter(({ data }) => data.products?.length === 2)).toHaveLength(8);
  });
});

describe('equal queries of one caller at one time', () => {
  /** Holds answers back until told. */
  const gate = (): { script: Script; open: () => void } => {
    const held: (() => void)[] = [];
    return {
      script: (response, received) => held.push(() => twoProducts(response, received)),
      open: () => held.splice(0).forEach((release) => release()),
    };
  };

  async function sharedAnswers(policies: object, headersOf: (index: number) => Promise<object>) {
    const { script, open } = gate();
    const { gateway, inventory } = await setUp(policies, script);
    const headers: object[] = [];
    // One after the other, so that each caller's identity is signed, once.
    for (let index = 0; index < 8; index++) {
      headers.push(await headersOf(index));
      await ask(
        gateway,
        `{ order(id: "o1") { number } }`,
        headers[index] as Record<string, string>,
      );
    }
    const before = await count(gateway, 'deduplicated_total', 'inventory');
    const all = manyTimes(8, (index) =>
      ask(gateway, same, headers[index] as Record<string, string>),
    );
    await until('all have come', async () => {
      const shared = (await count(gateway, 'deduplicated_total', 'inventory')) - before;
      return inventory.received.length + shared === 8;
    });
    open();
    for (const { data } of await all) expect(data.products).toHaveLength(2);
    return { asked: inventory.received.length, gateway };
  }

  test('share one answer', async () => {
    const { asked, gateway } = await sharedAnswers({}, async () => ({}));
    expect(asked).toBe(1);
    expect(await count(gateway, 'deduplicated_total', 'inventory')).toBeGreaterThanOrEqual(7);
  });

  test('share none where that is switched off', async () => {
    const { asked } = await sharedAnswers({ '*': { deduplicate: false } }, async () => ({}));
    expect(asked).toBe(8);
  });

  test('of different callers do not share: identity and agent make a difference', async () => {
    const agents = async (index: number) => ({ 'user-agent': `agent/${index % 2}` });
    expect((await sharedAnswers({}, agents)).asked).toBe(2);
    const callers = (index: number) => issuer.bearer({ sub: `user${index % 2}` });
    expect((await sharedAnswers({}, callers)).asked).toBe(2);
  });

  test('outlive the client who asked first', async () => {
    const { script, open } = gate();
    const { gateway, inventory } = await setUp({}, script);
    const headers = { 'user-agent': 'one' };
    const leave = begin(gateway, same, headers);
    await until('inventory is asked', async () => inventory.received.length === 1);
    const before = await count(gateway, 'deduplicated_total', 'inventory');
    const second = ask(gateway, same, headers);
    await until(
      'the second one waits',
      async () => (await count(gateway, 'deduplicated_total', 'inventory')) === before + 1,
    );
    leave();
    // By the time this is answered the gateway has seen the other connection close.
    await fetch(`${gateway.url}/health/live`);
    open();
    expect((await second).data.products).toHaveLength(2);
    expect([inventory.received.length, inventory.cutOff]).toEqual([1, 0]);
  });

  test('have each their own time: one in a hurry costs the others nothing', async () => {
    const { gateway, inventory } = await setUp({}, hang);
    const hurried = ask(gateway, same, { 'x-timeout-ms': '400' });
    await until('inventory is asked', async () => inventory.received.length === 1);
    const patient = ask(gateway, same);
    expect(codes([await hurried])).toEqual(['DEADLINE_EXCEEDED']);
    inventory.script = twoProducts;
    await until('the patient one asks for itself', async () => inventory.received.length === 2);
    // Its own request hangs or is answered as the script was when it came.
    const outcome = await Promise.race([patient, new Promise((end) => setTimeout(end, 1_000))]);
    expect(outcome).toMatchObject({ data: { products: [{ sku: 'cup' }, { sku: 'pot' }] } });
  });

  test('share nothing across a mutation: who has changed something reads what is now', async () => {
    const { gateway, orders } = await setUp({});
    const order = `{ order(id: "o1") { number } }`;
    const held: (() => void)[] = [];
    orders.script = (response, received) => held.push(() => ordersScript(response, received));
    const before = ask(gateway, order);
    await until('orders is asked', async () => orders.received.length === 1);
    orders.script = ordersScript;
    await ask(gateway, mutation);
    expect((await ask(gateway, order)).data.order.number).toBe(1);
    expect(orders.received).toHaveLength(3);
    held.forEach((release) => release());
    await before;
  });

  test('are mutations never', async () => {
    const { gateway, orders } = await setUp({});
    await manyTimes(5, () => ask(gateway, mutation));
    expect(orders.received).toHaveLength(5);
  });
});

describe('a subgraph of several instances', () => {
  async function setUpInstances(more: object = {}) {
    const other = await scripted(twoProducts);
    const first = await scripted(twoProducts);
    const breaker = { minCalls: 5, openMs: 100, returnMs: 200 };
    const policy = { urls: [first.url, other.url], breaker, ...more };
    const { gateway } = await setUp({ inventory: policy });
    const askMany = (times: number) => manyTimes(times, () => ask(gateway, distinct()));
    return { gateway, first, other, askMany };
  }

  test('is asked at all of them', async () => {
    const { first, other, askMany } = await setUpInstances();
    await askMany(100);
    expect(first.received.length).toBeGreaterThan(20);
    expect(other.received.length).toBeGreaterThan(20);
  });

  test('loses one without a failed query, and takes it back', async () => {
    const { gateway, first, other, askMany } = await setUpInstances();
    await askMany(20);
    await first.stop();
    for (let round = 0; round < 10; round++)
      for (const { errors } of await askMany(5)) expect(errors).toBeUndefined();
    const label = new URL(first.url).host;
    expect(await count(gateway, 'ejections_total', label)).toBeGreaterThan(0);
    const before = first.received.length;
    await first.start();
    await until('it gets its share again', async () => {
      for (const { errors } of await askMany(10)) expect(errors).toBeUndefined();
      return first.received.length > before + 20;
    });
    expect(other.received.length).toBeGreaterThan(0);
  });

  test('is asked again at another one than that which failed', async () => {
    const retry = { max: 1, budgetPercent: 100, backoffMs: 1 };
    const { first, askMany } = await setUpInstances({ retry, breaker: false });
    first.script = status(503);
    for (let round = 0; round < 10; round++)
      for (const { errors } of await askMany(3)) expect(errors).toBeUndefined();
    expect(first.received.length).toBeGreaterThan(0);
  });

  test('whose one hangs is asked at the other: most requests go where answers come from', async () => {
    const retry = { max: 3, budgetPercent: 100 };
    const { first, other, askMany } = await setUpInstances({ attemptTimeoutMs: 900, retry });
    first.script = hang;
    for (let round = 0; round < 4; round++)
      for (const { data } of await askMany(10)) expect(data.products).toHaveLength(2);
    expect(other.received.length).toBeGreaterThanOrEqual(40);
    expect(first.received.length).toBeLessThan(20);
  });
});

describe('an answer that is too large', () => {
  const policies = { '*': { maxResponseBytes: 1_048_576 } };
  const hundredMegabytes = 100 * 1_048_576;
  const chunk = Buffer.alloc(65_536, 'x');
  const flood: Script = (response) => {
    let sent = 0;
    const more = () => {
      while (sent < hundredMegabytes && !response.destroyed) {
        sent += chunk.length;
        if (!response.write(chunk)) return;
      }
      response.end();
    };
    response.on('drain', more);
    more();
  };
  const announced: Script = (response, received) => {
    response.setHeader('content-length', hundredMegabytes);
    flood(response, received);
  };

  for (const [what, script] of Object.entries({ announced, flood }))
    test(`is cut off early, and its connection closed (${what})`, async () => {
      const { gateway, inventory } = await setUp(policies, script);
      expect((await ask(gateway, same)).errors).toEqual([unavailable]);
      await until('the connection is closed', async () => inventory.cutOff === 1);
      // What the sockets between them hold is on its way already.
      expect(inventory.sentBytes()).toBeLessThan(20 * 1_048_576);
    });

  test('is not waited for when it is announced', async () => {
    const { gateway } = await setUp(policies, (response) =>
      response.writeHead(200, { 'content-length': hundredMegabytes }).flushHeaders(),
    );
    const size = () => count(gateway, 'faults_total', 'service="inventory",reason="size"');
    const before = await size();
    expect((await ask(gateway, same)).errors).toEqual([unavailable]);
    expect(await size()).toBe(before + 1);
  });

  test('has its subgraph tried with a part of that when its time has come', async () => {
    const breaker = { minCalls: 10, openMs: 100, maxOpenMs: 100 };
    const more = { inventory: { breaker, retry: false } };
    let begun = 0;
    const { gateway, inventory } = await setUp({ ...policies, ...more }, (response, received) =>
      begun++ === 0 ? flood(response, received) : response.write('x'.repeat(100_000)),
    );
    expect((await ask(gateway, distinct())).errors).toEqual([unavailable]);
    await until('it is tried, and cut off again', async () => {
      void ask(gateway, distinct());
      return inventory.cutOff >= 2;
    });
    inventory.script = twoProducts;
    await until('it is back', async () => !(await ask(gateway, distinct())).errors);
  });

  test('together with others is cut off, too', async () => {
    const share = '{"data":{"products":[' + ' '.repeat(900_000);
    let begun = 0;
    const { gateway, inventory, orders } = await setUp(policies, (response) => {
      begun++;
      response.write(share);
    });
    orders.script = (response) =>
      response.end(' '.repeat(400_000) + JSON.stringify({ data: { order: { number: 7 } } }));
    const all = manyTimes(4, () => ask(gateway, distinct(), { 'x-timeout-ms': '1500' }));
    await until('some are cut off', async () => begun === 4 && inventory.cutOff >= 1);
    expect(inventory.cutOff).toBeLessThanOrEqual(2);
    // Answers of others are not counted with those of this subgraph.
    expect((await ask(gateway, `{ order(id: "o1") { number } }`)).data.order.number).toBe(7);
    expect(new Set(codes(await all))).toEqual(
      new Set(['SUBGRAPH_UNAVAILABLE', 'DEADLINE_EXCEEDED']),
    );
  });
});
