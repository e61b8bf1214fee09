/** Breadth-first search through every state there is; a violation it finds has a shortest trace. */

import { Visited } from './visited.js';

export interface System {
  start: number;
  /** The states one step away; a promise only when they have to be worked out first. */
  next(state: number): readonly number[] | Promise<readonly number[]>;
  /** What must not be, in words; empty when all is well. */
  faultsOf(state: number): readonly string[];
  /** The steps along a path and what it leads to, in words. */
  describe(path: readonly number[]): Promise<string[]>;
}

export interface Exploration {
  states: number;
  transitions: number;
  /** What is wrong and how it came to it, line by line; null when nothing is. */
  violation: { faults: readonly string[]; trace: string[] } | null;
}

/** @throws RangeError when there are more than `statesMax` states: the search is whole, or it fails */
export async function explore(system: System, statesMax = 20_000_000): Promise<Exploration> {
  const visited = new Visited();
  visited.add(system.start, -1);
  let transitions = 0;
  // What is found is put at the end: the list of what was visited is also the queue.
  for (let place = 0; place < visited.size; place++) {
    const state = visited.state(place);
    const faults = system.faultsOf(state);
    if (faults.length > 0) {
      const trace = await system.describe(visited.pathTo(place));
      return { states: visited.size, transitions, violation: { faults, trace } };
    }
    const next = system.next(state);
    for (const to of 'then' in next ? await next : next) {
      transitions++;
      visited.add(to, place);
    }
    if (visited.size > statesMax) throw new RangeError(`There are more than ${statesMax} states.`);
  }
  return { states: visited.size, transitions, violation: null };
}
