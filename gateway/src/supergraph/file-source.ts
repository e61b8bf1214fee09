/** The supergraph from a file, looked at whenever something in its folder changes. */
import { type FSWatcher, unwatchFile, watch, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Logger } from '@tributary/service';
import { SourceFault, type SupergraphSource } from './supergraph-source.js';

export interface FileSourceOptions {
  file: string;
  logger: Logger;
  /** How long the folder must be quiet before the file is read. */
  debounceMs?: number;
  /** How often the file is looked at besides: not every volume reports its changes. */
  pollMs?: number;
}

export function createFileSource(options: FileSourceOptions): SupergraphSource {
  const file = resolve(options.file);
  return {
    kind: 'file',
    place: file,
    read: async () => {
      try {
        return await readFile(file, 'utf8');
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        throw new SourceFault(`${file} cannot be read (${code})`, { cause: error });
      }
    },
    watch: (look) => watchForChanges({ ...options, file }, look),
  };
}

/**
 * The folder is watched, not the file: a file that is replaced takes its watcher with it. A volume of
 * Kubernetes swaps a link beside the file, so any change in the folder counts.
 */
function watchForChanges(
  { file, logger, debounceMs = 100, pollMs = 5_000 }: FileSourceOptions,
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
