import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryDir } from '../src/config.js';

const run = promisify(execFile);
const cli = createRequire(import.meta.url).resolve('prisma/build/index.js');
const engine = join(repositoryDir, 'packages/embedded/bin/schema-engine.mjs');

/** A project of the Prisma CLI in a folder of its own, on the stand-in engine. */
export interface PrismaProject {
  folder: string;
  /** Runs a command; resolves to its exit code and everything it printed. */
  prisma(...args: string[]): Promise<{ exitCode: number; output: string }>;
  writeSchema(models: string): Promise<void>;
}

/** @param url the database; undefined leaves the CLI without one */
export async function createPrismaProject(folder: string, url?: string): Promise<PrismaProject> {
  const throwaway = 'postgresql://throwaway.embedded/postgres';
  const config = {
    schema: join(folder, 'schema.prisma'),
    migrations: { path: join(folder, 'migrations') },
    datasource: { url: url ?? throwaway, shadowDatabaseUrl: `${throwaway}_shadow` },
  };
  await mkdir(config.migrations.path, { recursive: true });
  const configFile = join(folder, 'prisma.config.mjs');
  await writeFile(configFile, `export default ${JSON.stringify(config)};\n`);
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: engine, CI: 'true', NO_COLOR: '1' };
  return {
    folder,
    async prisma(...args) {
      const all = [cli, ...args, '--config', configFile];
      const result = await run(process.execPath, all, { cwd: folder, env }).catch(
        (error: { code: number; stdout: string; stderr: string }) => error,
      );
      const exitCode = 'code' in result ? result.code : 0;
      return { exitCode, output: `${result.stdout}\n${result.stderr}` };
    },
    async writeSchema(models) {
      const header = 'datasource db {\n  provider = "postgresql"\n}\n';
      await writeFile(config.schema, header + models);
    },
  };
}
