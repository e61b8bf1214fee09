/** How far it is: a bar on a terminal, a line now and then elsewhere. On stderr, so that --json stays clean. */
import type { OnProgress } from '@tributary/reconciliation';
import { SingleBar } from 'cli-progress';

const lineEveryMs = 5_000;

const words: Record<Parameters<OnProgress>[0], string> = {
  stock: 'SKUs',
  orders: 'Orders, stock and payments',
  events: 'Events',
  suspects: 'Looking again at what is in motion, round',
};

/** @param quiet no lines, though a bar when there is a terminal for it */
export function createProgress(quiet: boolean): { show: OnProgress; end(): void } {
  let bar: SingleBar | undefined;
  let current = '';
  let shownAt = Date.now();

  function end(): void {
    bar?.stop();
    bar = undefined;
  }

  function showBar(step: string, done: number, total?: number): void {
    if (step !== current) {
      end();
      const counter =
        total === undefined ? '{value}' : '[{bar}] {value} of {total}, {eta_formatted}';
      bar = new SingleBar({ format: `${step} ${counter}`, stream: process.stderr });
      bar.start(total ?? 0, done);
      current = step;
    }
    if (total !== undefined) bar?.setTotal(total);
    bar?.update(done);
  }

  return {
    show(step, done, total) {
      if (process.stderr.isTTY) return showBar(words[step], done, total);
      if (quiet || Date.now() - shownAt < lineEveryMs) return;
      shownAt = Date.now();
      console.error(`${words[step]}: ${done}${total === undefined ? '' : ` of ${total}`}`);
    },
    end,
  };
}
