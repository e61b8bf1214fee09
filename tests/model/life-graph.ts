/** The lives met so far, numbered, and their steps, each worked out once. */
import { type Level, type Life, keyOf } from './order-life.js';
import type { Step, StepKind } from './search.js';
import { createStepFinder } from './steps.js';

export interface NumberedStep {
  kind: StepKind;
  label: string;
  to: number;
}

export interface LifeGraph {
  start: number;
  /** How many lives there are. */
  size(): number;
  life(id: number): Life;
  /** The steps from a life at this level; a promise only when they have to be worked out first. */
  stepsFrom(id: number, level: Level): Steps | Promise<Steps>;
  /** All steps that were worked out, at whatever level. */
  allFrom(id: number): Steps;
}

export type Steps = readonly NumberedStep[];

/** @param faultsMax how often something may go wrong in one life */
export function createLifeGraph(
  placed: Life,
  { inbox = true, faultsMax }: { inbox?: boolean; faultsMax: number },
): LifeGraph {
  const finder = createStepFinder({ inbox });
  const lives: Life[] = [];
  const numbers = new Map<string, number>();
  const ownSteps: (Promise<Steps> | undefined)[] = [];
  const steps: Map<number, Steps>[] = [];

  function numberLife(key: string, life: Life): number {
    let id = numbers.get(key);
    if (id === undefined) {
      id = lives.push(life) - 1;
      numbers.set(key, id);
      steps.push(new Map());
    }
    return id;
  }

  const toNumbered = (found: readonly Step[]): Steps =>
    found.map(({ kind, label, key, to }) => ({ kind, label, to: numberLife(key, to) }));

  async function workOut(id: number, level: Level): Promise<Steps> {
    const life = lives[id]!;
    const mayFail = life.faults < faultsMax;
    const own = await (ownSteps[id] ??= finder.ownSteps(life, mayFail).then(toNumbered));
    const all = [...own, ...toNumbered(await finder.stockSteps(life, mayFail, level))];
    steps[id]!.set(levelNumber(level), all);
    return all;
  }

  return {
    start: numberLife(keyOf(placed), placed),
    size: () => lives.length,
    life: (id) => lives[id]!,
    stepsFrom: (id, level) => steps[id]!.get(levelNumber(level)) ?? workOut(id, level),
    allFrom: (id) => [...steps[id]!.values()].flat(),
  };
}

// Levels are small, but a broken domain may drive them below 0.
const levelNumber = ({ onHand, reserved }: Level): number => (onHand + 8) * 64 + reserved + 8;
