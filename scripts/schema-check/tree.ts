/** The files of the project: as they lie here, or as they were at a commit, which is not checked out for it. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Tree {
  /** Paths are relative to the root of the project. Undefined where there is no such file. */
  read(path: string): string | undefined;
  /** The files below a folder with this ending, sorted; none when there is no such folder. */
  list(folder: string, ending: string): string[];
}

export interface Commit extends Tree {
  hash: string;
  /** Whether it is the ref itself, or where this branch left it. */
  isRef: boolean;
}

export function workingTree(root: string): Tree {
  return {
    read(path) {
      const file = join(root, path);
      return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
    },
    list(folder, ending) {
      const absolute = join(root, folder);
      if (!existsSync(absolute)) return [];
      return readdirSync(absolute, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith(ending) && !name.includes('node_modules'))
        .map((name) => join(folder, name))
        .toSorted();
    },
  };
}

/**
 * What this branch started from: where it left `ref`, so that what `ref` has gained since is not taken for
 * removed here.
 * @throws Error when git does not know the ref
 */
export function commitBefore(root: string, ref: string): Commit {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: 'pipe', maxBuffer: 2 ** 28 });
  const tip = resolveRef(git, ref);
  const hash = forkOf(git, tip) ?? tip;
  const files = git('ls-tree', '-r', '-z', '--name-only', hash, '.').split('\0');
  const known = new Set(files);
  return {
    hash,
    isRef: hash === tip,
    read: (path) => (known.has(path) ? git('show', `${hash}:./${path}`) : undefined),
    list: (folder, ending) =>
      files.filter((name) => name.startsWith(`${folder}/`) && name.endsWith(ending)).toSorted(),
  };
}

type Git = (...args: string[]) => string;

function resolveRef(git: Git, ref: string): string {
  try {
    return git('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`).trim();
  } catch {
    throw new Error(`git knows no commit "${ref}". Is it fetched? (git fetch origin ${ref})`);
  }
}

/** None in a shallow clone, or where the histories have nothing in common. */
function forkOf(git: Git, tip: string): string | undefined {
  try {
    return git('merge-base', tip, 'HEAD').trim();
  } catch {
    return undefined;
  }
}
