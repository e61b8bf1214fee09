/** What is searched: one order in a shop that may do anything, and two orders for the last unit. */
import type { System } from './explore.js';
import type { LifeGraph, Steps } from './life-graph.js';
import type { Level, Life } from './order-life.js';
import { faultsOfLife, faultsOfStock } from './rules.js';

/**
 * One order, and a stock of at most one unit that anybody else may have changed between any two of its
 * steps. What holds here holds of each order, however many others there are.
 */
export function oneOrder(graph: LifeGraph): System {
  const levels: Level[] = [
    { onHand: 0, reserved: 0 },
    { onHand: 1, reserved: 0 },
    { onHand: 1, reserved: 1 },
  ];

  async function stepsFrom(id: number): Promise<Steps> {
    const { moved } = graph.life(id);
    // What the order itself has reserved is on hand.
    const possible = levels.filter(({ reserved }) => reserved >= moved.reserved);
    const steps = new Map<number, Steps[number]>();
    for (const level of possible)
      for (const step of await graph.stepsFrom(id, level)) steps.set(step.to, step);
    return [...steps.values()];
  }

  return {
    start: graph.start,
    next: async (id) => (await stepsFrom(id)).map(({ to }) => to),
    faultsOf: (id) => faultsOfLife(graph.life(id)),
    async describe(path) {
      const lines: string[] = [];
      for (const [index, to] of path.slice(1).entries())
        lines.push((await stepsFrom(path[index]!)).find((step) => step.to === to)!.label);
      return [...lines, `=> ${inWords(graph.life(path.at(-1)!))}`];
    },
  };
}

type MaybeLater = Steps | Promise<Steps>;

/** Lives are numbered below it, so that two make one safe integer. */
const base = 2 ** 25;

/**
 * Two orders that meet only in the stock of one unit. They are alike, so a state and its mirror image
 * are one.
 * @param faultsMax how often something may go wrong in both together
 */
export function twoOrders(graph: LifeGraph, faultsMax: number): System {
  const known: (readonly string[] | undefined)[] = [];
  const faultsOf = (id: number) => (known[id] ??= faultsOfLife(graph.life(id)));

  function targets([left, right]: [number, number], a: Steps, b: Steps): number[] {
    const mayFail = graph.life(left).faults + graph.life(right).faults < faultsMax;
    const found: number[] = [];
    for (const { kind, to } of a) if (mayFail || kind !== 'FAULT') found.push(join(to, right));
    for (const { kind, to } of b) if (mayFail || kind !== 'FAULT') found.push(join(left, to));
    return found;
  }

  async function later(pair: [number, number], a: MaybeLater, b: MaybeLater): Promise<number[]> {
    return targets(pair, await a, await b);
  }

  function stepsOf([left, right]: [number, number]) {
    const level = levelOf(graph.life(left), graph.life(right));
    return [graph.stepsFrom(left, level), graph.stepsFrom(right, level)] as const;
  }

  return {
    start: join(graph.start, graph.start),
    next(state) {
      const pair = split(state);
      const [a, b] = stepsOf(pair);
      if (!('then' in a) && !('then' in b)) return targets(pair, a, b);
      return later(pair, a, b);
    },
    faultsOf(state) {
      const [left, right] = split(state);
      const [a, b] = [graph.life(left), graph.life(right)];
      const stock = faultsOfStock(levelOf(a, b), [a, b]);
      const own = [...faultsOf(left), ...faultsOf(right)];
      return own.length > 0 ? [...stock, ...own] : stock;
    },
    async describe(path) {
      const lines: string[] = [];
      let names = ['A', 'B'];
      for (const [index, to] of path.slice(1).entries()) {
        const [left, right] = split(path[index]!);
        const [leftSteps, rightSteps] = stepsOf([left, right]);
        const [a, b] = [await leftSteps, await rightSteps];
        const byLeft = a.find((step) => join(step.to, right) === to);
        const step = byLeft ?? b.find((step) => join(left, step.to) === to)!;
        lines.push(`${byLeft ? names[0] : names[1]}: ${step.label}`);
        const [first] = split(to);
        if (first !== (byLeft ? step.to : left)) names = names.toReversed();
      }
      const lives = split(path.at(-1)!).map((id) => graph.life(id)) as [Life, Life];
      const { onHand, reserved } = levelOf(...lives);
      lines.push(...lives.map((life, index) => `=> ${names[index]} ${inWords(life)}`));
      return [...lines, `=> ${onHand} on hand, ${reserved} reserved`];
    },
  };
}

const levelOf = (a: Life, b: Life): Level => ({
  onHand: 1 + a.moved.onHand + b.moved.onHand,
  reserved: a.moved.reserved + b.moved.reserved,
});

const join = (a: number, b: number): number => (a < b ? a * base + b : b * base + a);
const split = (state: number): [number, number] => [Math.floor(state / base), state % base];

function inWords({ order, reservation, provider }: Life): string {
  const refunds = Object.values(provider.refunds).reduce((sum, amount) => sum + amount, 0);
  return (
    `${order.status}, reservation ${reservation?.status ?? 'NONE'}, ` +
    `payment ${order.payment.status}, provider ${provider.status}, paid back ${refunds}`
  );
}
