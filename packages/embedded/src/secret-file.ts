import { randomUUID } from 'node:crypto';
import { link, open, readFile, rm } from 'node:fs/promises';
import { EmbeddedError, errorCode } from './errors.js';

/**
 * Reads a JSON file that only its owner may read; creates it first when it is missing. Of two
 * callers that create it at once, in one process or two, both get the content of the one that came first.
 */
export async function readOrCreateSecrets<T>(path: string, create: () => Promise<T>): Promise<T> {
  const known = await readSecrets<T>(path);
  if (known !== undefined) return known;
  const partial = `${path}.${randomUUID()}`;
  const file = await open(partial, 'w', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(await create(), null, 2)}\n`);
    await file.sync();
    await link(partial, path);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  } finally {
    await file.close();
    await rm(partial, { force: true });
  }
  return (await readSecrets<T>(path)) as T;
}

/** The file's content; undefined when there is no file. @throws EmbeddedError SECRETS_DAMAGED */
export async function readSecrets<T>(path: string): Promise<T | undefined> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new EmbeddedError(
      'SECRETS_DAMAGED',
      `${path} is damaged. Restore it from a backup, or begin anew: npm start -- --fresh`,
    );
  }
}
