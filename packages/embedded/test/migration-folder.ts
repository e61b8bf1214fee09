import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Writes migrations as Prisma lays them out: a folder each, and a lock file that names the provider. */
export async function writeMigrations(
  folder: string,
  migrations: Record<string, string>,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'migration_lock.toml'), 'provider = "postgresql"\n');
  for (const [name, sql] of Object.entries(migrations)) {
    await mkdir(join(folder, name), { recursive: true });
    await writeFile(join(folder, name, 'migration.sql'), sql);
  }
}
