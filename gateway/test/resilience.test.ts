import { describe, expect, test } from 'vitest';
import { ClientPresence } from '../src/client-presence.js';
import { readGatewayConfig } from '../src/config.js';
import { Bulkhead } from '../src/resilience/bulkhead.js';
import { type BreakerState, CircuitBreaker } from '../src/resilience/circuit-breaker.js';
import { createFaultLog } from '../src/resilience/fault-log.js';
import { Instances } from '../src/resilience/instances.js';
import { policyOf } from '../src/resilience/policy.js';
import { RetryBudget } from '../src/resilience/retry-budget.js';
import { SubgraphFault } from '../src/subgraph-fault.js';

const times = (count: number, act: () => void) => Array.from({ length: count }).forEach(act);

const policy = {
  failurePercent: 50,
  minCalls: 10,
  windowMs: 1_000,
  openMs: 100,
  maxOpenMs: 300,
  returnMs: 1_000,
};

function createBreaker() {
  const clock = { ms: 1_000_000 };
  const changes: BreakerState[] = [];
  const breaker = new CircuitBreaker(policy, {
    now: () => clock.ms,
    random: () => 0.5,
    onChange: (state) => changes.push(state),
  });
  return { breaker, clock, changes };
}

describe('a circuit breaker', () => {
  test('opens at its share of failures, and not before it has seen enough calls', () => {
    const { breaker } = createBreaker();
    times(5, () => breaker.succeed());
    times(4, () => breaker.fail());
    expect(breaker.state).toBe('closed');
    breaker.fail();
    expect(breaker.state).toBe('open');
  });

  test('forgets what is older than its window', () => {
    const { breaker, clock } = createBreaker();
    times(9, () => breaker.fail());
    clock.ms += 1_100;
    breaker.succeed();
    breaker.fail();
    expect(breaker.state).toBe('closed');
    clock.ms += 5_000;
    times(1_000, () => breaker.succeed());
    clock.ms += 5_000;
    times(5, () => breaker.succeed());
    times(5, () => breaker.fail());
    expect(breaker.state).toBe('open');
  });

  test('opens after as many failures in a row, whatever went well before', () => {
    const { breaker } = createBreaker();
    times(1_000, () => breaker.succeed());
    times(9, () => breaker.fail());
    breaker.succeed();
    times(9, () => breaker.fail());
    expect(breaker.state).toBe('closed');
    breaker.fail();
    expect(breaker.state).toBe('open');
    const heavy = createBreaker().breaker;
    times(2, () => heavy.fail(false, 5));
    expect(heavy.state).toBe('open');
  });

  test('lets one call try when its time has come, and closes when that succeeds', () => {
    const { breaker, clock, changes } = createBreaker();
    times(10, () => breaker.fail());
    expect(breaker.isProbeDue).toBe(false);
    clock.ms += 100;
    expect(breaker.isProbeDue).toBe(true);
    breaker.beginProbe();
    expect(breaker.isProbeDue).toBe(false);
    breaker.succeed(); // a call from before it opened decides nothing
    expect(breaker.state).toBe('half-open');
    breaker.succeed(true);
    expect(changes).toEqual(['open', 'half-open', 'closed']);
    times(9, () => breaker.fail());
    expect(breaker.state).toBe('closed');
  });

  test('waits twice as long after each failing try, up to a limit', () => {
    const { breaker, clock } = createBreaker();
    times(10, () => breaker.fail());
    for (const waitMs of [100, 200, 300, 300]) {
      clock.ms += waitMs - 1;
      expect(breaker.isProbeDue).toBe(false);
      clock.ms += 1;
      breaker.beginProbe();
      breaker.fail(true);
    }
  });

  test('takes clients without patience for a sign only where nothing is answered at all', () => {
    const { breaker } = createBreaker();
    breaker.succeed();
    times(50, () => breaker.abandon(1_000));
    expect(breaker.state).toBe('closed');
    const silent = createBreaker().breaker;
    times(50, () => silent.abandon(10));
    expect(silent.state).toBe('closed');
    times(10, () => silent.abandon(1_000));
    expect(silent.state).toBe('open');
  });

  test('whose trying call was given up may be tried again at once', () => {
    const { breaker, clock } = createBreaker();
    times(10, () => breaker.fail());
    clock.ms += 100;
    breaker.beginProbe();
    breaker.abandon(5, true);
    expect(breaker.isProbeDue).toBe(true);
  });
});

describe('a retry budget', () => {
  test('is a share of the calls, beyond the first few', () => {
    const budget = new RetryBudget(20);
    let spent = 0;
    times(1_000, () => {
      budget.earn();
      if (budget.spend()) spent++;
    });
    expect(spent).toBeGreaterThanOrEqual(200);
    expect(spent).toBeLessThanOrEqual(210);
  });

  test('of nothing is nothing', () => {
    const budget = new RetryBudget(0);
    times(100, () => budget.earn());
    expect(budget.spend()).toBe(false);
  });
});

describe('a bulkhead', () => {
  const request = (endsAt = Date.now() + 60_000) => ({
    stage: undefined as { cancel(fault: SubgraphFault): void } | undefined,
    endsAt,
    expired: () => new SubgraphFault('timeout', 'too late'),
  });

  test('serves those that wait in order, and refuses the rest at once', async () => {
    const bulkhead = new Bulkhead({ maxInFlight: 1, maxQueued: 2 });
    expect(bulkhead.enter(request())).toBeUndefined();
    const order: number[] = [];
    const turns = [1, 2].map((n) => bulkhead.enter(request())!.then(() => order.push(n)));
    expect(() => bulkhead.enter(request())).toThrow(
      expect.objectContaining({ reason: 'overflow' }),
    );
    bulkhead.leave();
    await turns[0];
    expect([order, bulkhead.inFlight, bulkhead.queued]).toEqual([[1], 1, 1]);
    bulkhead.leave();
    await turns[1];
    bulkhead.leave();
    expect([order, bulkhead.inFlight, bulkhead.queued]).toEqual([[1, 2], 0, 0]);
  });

  test('keeps nobody whose time is over, who left, or whose subgraph is given up', async () => {
    const bulkhead = new Bulkhead({ maxInFlight: 1, maxQueued: 5 });
    void bulkhead.enter(request());
    const late = bulkhead.enter(request(Date.now() + 5));
    await expect(late).rejects.toMatchObject({ reason: 'timeout' });
    const leaving = request();
    const left = bulkhead.enter(leaving);
    leaving.stage!.cancel(new SubgraphFault('departed', 'gone'));
    await expect(left).rejects.toMatchObject({ reason: 'departed' });
    const refused = bulkhead.enter(request());
    bulkhead.refuseQueued(new SubgraphFault('open', 'fails'));
    await expect(refused).rejects.toMatchObject({ reason: 'open' });
    expect([bulkhead.inFlight, bulkhead.queued]).toEqual([1, 0]);
  });

  test('sends no more than shows it to a subgraph that answers nobody, and all once it answers', async () => {
    let now = 0;
    const silence = { inFlight: 2, afterMs: 100 };
    const bulkhead = new Bulkhead({ maxInFlight: 4, maxQueued: 9, silence }, () => now);
    const come = () => bulkhead.enter(request());
    expect([come(), come(), come()]).toEqual([undefined, undefined, undefined]);
    now = 100;
    const turns = [come()!, come()!, come()!];
    expect([bulkhead.inFlight, bulkhead.queued]).toEqual([3, 3]);
    // One that ends without an answer leaves as many as before it counted as silent.
    bulkhead.leave();
    expect([bulkhead.inFlight, bulkhead.queued]).toEqual([2, 3]);
    bulkhead.leave();
    await turns[0];
    expect([bulkhead.inFlight, bulkhead.queued]).toEqual([2, 2]);
    bulkhead.hear();
    bulkhead.leave();
    await Promise.all(turns);
    expect([bulkhead.inFlight, bulkhead.queued]).toEqual([3, 0]);
    now = 199;
    expect(come()).toBeUndefined();
  });

  test('that was idle is not silent: the time runs from its first request', () => {
    let now = 0;
    const silence = { inFlight: 1, afterMs: 100 };
    const bulkhead = new Bulkhead({ maxInFlight: 4, maxQueued: 9, silence }, () => now);
    void bulkhead.enter(request());
    bulkhead.leave();
    now = 10_000;
    expect([1, 2].map(() => bulkhead.enter(request()))).toEqual([undefined, undefined]);
  });
});

describe('among several instances', () => {
  function create(pending: number[]) {
    const clock = { ms: 1_000_000 };
    let seed = 1;
    const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
    const now = () => clock.ms;
    const all = pending.map((count) => ({
      pending: count,
      breaker: new CircuitBreaker(policy, { now, random: () => 0.5 }),
    }));
    const instances = new Instances(all, policy, { now, random });
    const shares = (calls = 3_000) => {
      const counts = all.map(() => 0);
      times(calls, () => counts[all.indexOf(instances.choose(undefined, false)!.instance)]!++);
      return counts.map((count) => count / calls);
    };
    const eject = (index: number) => times(10, () => all[index]!.breaker.fail());
    return { instances, all, clock, shares, eject };
  }

  test('equal ones get equal shares, a busy one less', () => {
    for (const share of create([0, 0, 0]).shares()) expect(share).toBeCloseTo(1 / 3, 1);
    expect(create([9, 0]).shares()[0]).toBeCloseTo(1 / 4, 1);
  });

  test('a failing one gets nothing; all failing, nobody is asked', () => {
    const { instances, shares, eject } = create([0, 0]);
    eject(0);
    expect(shares()).toEqual([0, 1]);
    expect(instances.isAvailable).toBe(true);
    eject(1);
    expect(instances.isAvailable).toBe(false);
    expect(instances.choose(undefined, true)).toBeUndefined();
  });

  test('one that failed is tried with a query, and never with what may not be repeated', () => {
    const { instances, all, clock, eject } = create([0, 0]);
    eject(0);
    clock.ms += 100;
    expect(instances.choose(undefined, false)).toEqual({ instance: all[1], isProbe: false });
    expect(instances.choose(undefined, true)).toEqual({ instance: all[0], isProbe: true });
    expect(instances.choose(undefined, true)).toEqual({ instance: all[1], isProbe: false });
  });

  test('one that came back gets its share little by little', () => {
    const { all, clock, shares, eject } = create([0, 0]);
    eject(0);
    clock.ms += 100;
    all[0]!.breaker.beginProbe();
    all[0]!.breaker.succeed(true);
    const first = shares()[0]!;
    clock.ms += 500;
    const half = shares()[0]!;
    clock.ms += 500;
    expect(first).toBeLessThan(0.35);
    expect(half).toBeGreaterThan(first);
    expect(shares()[0]).toBeCloseTo(0.5, 1);
  });

  test('what lasts goes to one that is well, and tries none', () => {
    const { instances, all, clock, eject } = create([0, 0]);
    eject(0);
    clock.ms += 100;
    times(50, () => expect(instances.chooseLasting(undefined)).toBe(all[1]));
    expect(instances.chooseLasting(all[1])).toBe(all[1]);
    eject(1);
    times(50, () => expect(instances.chooseLasting(all[1])).toBe(all[0]));
    expect(all.map(({ breaker }) => breaker.state)).toEqual(['open', 'open']);
  });

  test('the one that has just failed is avoided', () => {
    const { instances, all } = create([0, 0]);
    times(50, () => expect(instances.choose(all[0], true)!.instance).toBe(all[1]));
  });
});

describe('a client who leaves', () => {
  test('is told of once, to those that still run', () => {
    const presence = new ClientPresence();
    const told: string[] = [];
    const running = (name: string) => ({ leave: () => told.push(name) });
    const done = running('done');
    presence.add(done);
    presence.add(running('runs'));
    presence.delete(done);
    const { signal } = presence;
    expect(signal.aborted).toBe(false);
    presence.leave();
    expect([told, signal.aborted, presence.hasLeft]).toEqual([['runs'], true, true]);
  });
});

test('the log is told of each kind of fault once a second, with the number of the others', () => {
  const told: object[] = [];
  const clock = { ms: 0 };
  const warn = (entry: object) => told.push(entry);
  const log = createFaultLog('orders', { warn } as never, () => clock.ms);
  times(100, () => log(new SubgraphFault('status', 'HTTP status 500')));
  log(new SubgraphFault('timeout', 'late'));
  log(new SubgraphFault('departed', 'gone'));
  clock.ms = 1_000;
  log(new SubgraphFault('status', 'HTTP status 500'));
  expect(told).toMatchObject([
    { service: 'orders', reason: 'status' },
    { reason: 'timeout' },
    { reason: 'status', untold: 99 },
  ]);
});

describe('the policies', () => {
  const key = { GATEWAY_IDENTITY_KEY: '{"kty":"OKP"}' };
  const read = (policies: unknown) =>
    readGatewayConfig({ ...key, SUBGRAPH_POLICIES: JSON.stringify(policies) }).subgraphPolicies;
  const faultsOf = (text: string): string[] => {
    try {
      readGatewayConfig({ ...key, SUBGRAPH_POLICIES: text });
      return [];
    } catch (error) {
      return (error as { faults: string[] }).faults;
    }
  };

  test('of one subgraph stand over those of all, and those over the defaults', () => {
    const given = read({
      '*': { timeoutMs: 5_000, breaker: { minCalls: 7 }, retry: false },
      orders: { timeoutMs: 2_000, breaker: { openMs: 50 }, urls: ['http://a:1/graphql'] },
      users: { retry: { max: 1 }, attemptTimeoutMs: 9_000 },
    });
    expect(policyOf('inventory', given, 100)).toMatchObject({
      timeoutMs: 5_000,
      attemptTimeoutMs: 5_000,
      retry: false,
      maxInFlight: 64,
    });
    expect(policyOf('orders', given)).toMatchObject({
      timeoutMs: 2_000,
      breaker: { minCalls: 7, openMs: 50, windowMs: 10_000 },
      urls: ['http://a:1/graphql'],
    });
    const users = policyOf('users', given);
    expect(users).toMatchObject({ attemptTimeoutMs: 5_000, retry: { max: 1, budgetPercent: 20 } });
    expect(policyOf('users', {}, 700)).toMatchObject({ timeoutMs: 700, deduplicate: true });
  });

  test('with faults are refused with all of them', () => {
    const broken = {
      '*': { urls: ['http://a:1/'] },
      orders: { timeoutMs: -1, retry: { max: 'x', budget: 1 }, breaker: true },
      users: { urls: ['ftp://a'], deduplicated: true },
    };
    const faults = faultsOf(JSON.stringify(broken)).join('\n');
    for (const place of [
      '*.urls',
      'orders.timeoutMs',
      'orders.retry.max',
      'orders.retry:',
      'orders.breaker',
      'users.urls.0',
      'at users:',
    ])
      expect(faults).toContain(place);
    expect(faultsOf('{')).toEqual([expect.stringContaining('SUBGRAPH_POLICIES must be a JSON')]);
  });
});
