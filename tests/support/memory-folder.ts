/**
 * Tests make databases by the dozen and throw them away. In memory, where there is room for them, a new one
 * neither waits for the disk nor pays for the files of those that were just deleted.
 */
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';

const memory = '/dev/shm';
/** Each user's own: nobody may remove another's. */
const prefix = `tributary-tests-${process.getuid?.()}-`;
const neededBytes = 6 * 2 ** 30;

/** A folder for temporary files that goes with this process; undefined on a machine that has no room for it. */
export function createMemoryFolder(): string | undefined {
  if (!existsSync(memory)) return undefined;
  removeLeftOvers();
  const { bavail, bsize } = statfsSync(memory);
  if (bavail * bsize < neededBytes) return undefined;
  const folder = join(memory, `${prefix}${process.pid}`);
  mkdirSync(folder, { recursive: true });
  // As /tmp is: some tests start PostgreSQL as another user.
  chmodSync(folder, 0o1777);
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Of runs that were killed: they would hold memory for as long as the machine runs. */
function removeLeftOvers(): void {
  for (const name of readdirSync(memory)) {
    if (!name.startsWith(prefix) || isAlive(Number(name.slice(prefix.length)))) continue;
    rmSync(join(memory, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
