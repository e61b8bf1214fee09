/**
 * The supergraph from a file, taken anew whenever the file changes. A broken one is refused and the
 * last good one stays. It tells the gateway what to run and knows nothing of how it runs it.
 */
import { type FSWatcher, unwatchFile, watch, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { SupergraphManager } from '@apollo/gateway';
import type { Logger } from '@tributary/service';

export interface SupergraphFileOptions {
  file: string;
  logger: Logger;
  /** Rejects when the gateway could not run this supergraph. */
  rehearse: (supergraphSdl: string) => Promise<void>;
  /** How long the folder must be quiet before the file is read. */
  debounceMs?: number;
  /** How often the file is looked at besides: not every volume reports its changes. */
  pollMs?: number;
}

/** Rejects at start when the file cannot be read: there is no last good one yet. */
export function createSupergraphFile(options: SupergraphFileOptions): SupergraphManager {
  const { logger, rehearse } = options;
  const file = resolve(options.file);
  return {
    async initialize({ update }) {
      let seen = await readFile(file, 'utf8');
      let stopped = false;
      const take = async () => {
        const supergraphSdl = await readFile(file, 'utf8');
        if (stopped || supergraphSdl === seen) return;
        seen = supergraphSdl;
        await rehearse(supergraphSdl);
        if (stopped) return;
        update(supergraphSdl);
        logger.info({ file }, 'the supergraph changed; new requests use the new one');
      };
      const inTurn = createTurns(take, (error) =>
        logger.error({ err: error, file }, 'the changed supergraph is refused; the last one stays'),
      );
      const stopWatching = watchForChanges({ ...options, file }, inTurn);
      return {
        supergraphSdl: seen,
        cleanup: async () => {
          stopped = true;
          stopWatching();
        },
      };
    },
  };
}

/** Runs `work` one call after the other; calls while it runs make it run once more. */
function createTurns(work: () => Promise<void>, onError: (error: unknown) => void): () => void {
  let running = false;
  let again = false;
  const run = async () => {
    running = true;
    do {
      again = false;
      await work().catch(onError);
    } while (again);
    running = false;
  };
  return () => {
    if (running) again = true;
    else void run();
  };
}

/**
 * The folder is watched, not the file: a file that is replaced takes its watcher with it. A volume of
 * Kubernetes swaps a link beside the file, so any change in the folder counts.
 */
function watchForChanges(
  { file, logger, debounceMs = 100, pollMs = 5_000 }: SupergraphFileOptions,
  onChange: () => void,
): () => void {
  let timer: NodeJS.Timeout | undefined;
  let watcher: FSWatcher | undefined;
  const settle = () => {
    clearTimeout(timer);
    timer = setTimeout(onChange, debounceMs);
  };
  const onlyPolled = (error: unknown) =>
    logger.warn({ err: error, file, pollMs }, 'the folder cannot be watched; the file is polled');
  try {
    watcher = watch(dirname(file), { persistent: false }, settle).on('error', onlyPolled);
  } catch (error) {
    onlyPolled(error);
  }
  watchFile(file, { interval: pollMs, persistent: false }, settle);
  return () => {
    clearTimeout(timer);
    watcher?.close();
    unwatchFile(file, settle);
  };
}
