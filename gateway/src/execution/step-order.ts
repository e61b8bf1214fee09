/** Steps of a plan, one after the other or at the same time. */
import type { Run, Step } from './run.js';

export function inSequence(steps: readonly Step[]): Step {
  return async (run) => {
    for (const step of steps) {
      const running = step(run);
      if (running) await running;
    }
  };
}

export function inParallel(steps: readonly Step[]): Step {
  return (run) => {
    const running: Promise<unknown>[] = [];
    for (const step of steps) {
      const one = start(step, run);
      if (one) running.push(one);
    }
    return running.length > 1 ? Promise.all(running) : running[0];
  };
}

/** A step that throws must not leave those running alone that were begun before it. */
function start(step: Step, run: Run): Promise<unknown> | undefined {
  try {
    return step(run);
  } catch (error) {
    return Promise.reject(error);
  }
}
