/** Fails when a schema.prisma says something that its migrations do not, or the other way round. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './stack.js';

const run = promisify(execFile);

for (const name of ['users', 'orders', 'inventory']) {
  const folder = join('prisma', name);
  const difference = await differenceOf(folder);
  if (!difference) continue;
  console.error(`${folder}/migrations and ${folder}/schema.prisma differ:\n${difference}`);
  console.error('CONTRIBUTING.md, "Add a field", says how to make the migration.');
  process.exitCode = 1;
}

/** What `prisma migrate diff` prints when the two differ; undefined when they agree. */
async function differenceOf(folder: string): Promise<string | undefined> {
  const args = ['migrate', 'diff', '--config', join(folder, 'prisma.config.ts'), '--exit-code'];
  const sides = [
    '--from-migrations',
    join(folder, 'migrations'),
    '--to-schema',
    join(folder, 'schema.prisma'),
  ];
  try {
    await run(join(root, 'node_modules/.bin/prisma'), [...args, ...sides], { cwd: root });
    return undefined;
  } catch (error) {
    const { code, stdout, stderr } = error as { code?: number; stdout: string; stderr: string };
    if (code === 2) return stdout;
    throw new Error(`prisma migrate diff failed:\n${stderr}`, { cause: error });
  }
}
