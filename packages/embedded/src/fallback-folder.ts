// Folders under /var/tmp for what PostgreSQL's account cannot reach, as in a checkout below a
// 0700 home. /var/tmp is writable by everyone, so a folder is trusted only when its owner is us.
import { createHash } from 'node:crypto';
import { lstat, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedError } from './errors.js';

/** The fallback for `folder`: its name derives from the path, so the next start finds it again. */
export function fallbackPath(kind: 'data' | 'binaries', folder: string): string {
  const digest = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  return join('/var/tmp', `tributary-${kind}-${digest}`);
}

/** Creates the folder if need be. @throws EmbeddedError DATA_FOLDER_NOT_OURS when it is a stranger's */
export async function openFallbackFolder(path: string): Promise<string> {
  await mkdir(path, { mode: 0o755 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  const info = await lstat(path);
  if (!info.isDirectory() || info.uid !== process.getuid?.()) {
    throw new EmbeddedError(
      'DATA_FOLDER_NOT_OURS',
      `${path} was not created by this account. Remove it, or set the *_DATABASE_URL variables to use a PostgreSQL of your own.`,
    );
  }
  return path;
}
