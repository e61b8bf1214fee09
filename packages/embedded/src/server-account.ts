// Under which account PostgreSQL runs, and what that account can reach. PostgreSQL refuses to run
// as root, so root hands it to the owner of an existing cluster, or else to `nobody`.
import { lstat, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Account that spawned processes run under; undefined = the present one. */
export interface ServerAccount {
  uid: number;
  gid: number;
}

/** `nobody` on every Linux and macOS that has a passwd file; initdb fails for a uid without entry. */
const NOBODY: ServerAccount = { uid: 65_534, gid: 65_534 };

const EXECUTE_BITS = { owner: 0o100, group: 0o010, others: 0o001 };

/** @param clusterDir PostgreSQL's data directory; need not exist */
export async function serverAccount(clusterDir: string): Promise<ServerAccount | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await lstat(clusterDir).catch(() => undefined);
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  return NOBODY;
}

/** Whether the account may enter each existing folder from the root down to `folder`. */
export async function canTraverse(account: ServerAccount, folder: string): Promise<boolean> {
  const info = await stat(folder).catch(() => undefined);
  if (info && !(info.mode & executeBit(account, info))) return false;
  const parent = dirname(folder);
  return parent === folder ? true : canTraverse(account, parent);
}

function executeBit(account: ServerAccount, info: { uid: number; gid: number }): number {
  if (info.uid === account.uid) return EXECUTE_BITS.owner;
  return info.gid === account.gid ? EXECUTE_BITS.group : EXECUTE_BITS.others;
}
