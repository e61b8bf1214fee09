/** How far a command is: a bar on a terminal, a line every now and then elsewhere. */
import { SingleBar } from 'cli-progress';

export interface Progress {
  show(done: number, total: number): void;
  end(): void;
}

const lineEveryMs = 2_000;

/** @param what is counted, in the plural and lower case */
export function createProgress(what: string): Progress {
  const title = what[0]!.toUpperCase() + what.slice(1);
  const bar = process.stdout.isTTY
    ? new SingleBar({ format: `${title} [{bar}] {value} of {total}, {eta_formatted} to go` })
    : undefined;
  let shownAt = 0;
  return {
    show(done, total) {
      if (bar) {
        if (bar.isActive) bar.update(done);
        else bar.start(total, done);
      } else if (done === total || Date.now() - shownAt > lineEveryMs) {
        shownAt = Date.now();
        console.log(`${done} of ${total} ${what}`);
      }
    },
    end: () => bar?.stop(),
  };
}
