/**
 * The last supergraph that was fit to run, on disk: what a start falls back on when its source is down
 * or has a broken one. It is a convenience; a folder that cannot be used is logged and no more.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Logger } from '@tributary/service';
import type { SupergraphSource } from './supergraph-source.js';

export interface LastGood {
  /** Undefined when there is none. Never rejects. */
  read(): Promise<string | undefined>;
  /** Replaces it in one step, so that whoever reads gets a whole one. Never rejects. */
  save(supergraphSdl: string): Promise<void>;
}

/** Each source has a file of its own in the folder. */
export function createLastGood(
  folder: string,
  { kind, place }: Pick<SupergraphSource, 'kind' | 'place'>,
  logger: Logger,
): LastGood {
  const name = createHash('sha256').update(`${kind} ${place}`).digest('hex').slice(0, 16);
  const file = resolve(join(folder, `${name}.graphql`));
  return {
    read: () => readFile(file, 'utf8').catch(() => undefined),
    save: (supergraphSdl) =>
      replace(file, supergraphSdl).catch((error: unknown) =>
        logger.warn({ err: error, file }, 'the last good supergraph cannot be kept on disk'),
      ),
  };
}

async function replace(file: string, text: string): Promise<void> {
  await mkdir(join(file, '..'), { recursive: true, mode: 0o700 });
  const next = `${file}.${randomUUID()}`;
  try {
    const handle = await open(next, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(next, file);
  } catch (error) {
    await rm(next, { force: true });
    throw error;
  }
}
