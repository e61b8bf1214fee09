// The Prisma CLI on the stand-in for its schema engine, as developers use it.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { applyMigrations } from '../src/migrations.js';
import { createJobsDatabase, testPostgres } from '../src/testing.js';
import { writeMigrations } from './migration-folder.js';
import { createPrismaProject, type PrismaProject } from './prisma-cli.js';
import { query } from './query.js';
import { temporaryFolder } from './temporary-folder.js';

const ITEM = `
enum Kind {
  GOOD
  BAD
}
model Item {
  id        String   @id @db.Uuid
  kind      Kind     @default(GOOD)
  createdAt DateTime @default(now()) @map("created_at") @db.Timestamptz(3)
  owner     Owner    @relation(fields: [ownerId], references: [id], onDelete: Cascade)
  ownerId   String   @db.Uuid
  @@index([ownerId])
}
model Owner {
  id    String @id @db.Uuid
  items Item[]
}
`;
const ITEM_WITH_NAME = ITEM.replace('kind      Kind', 'name      String?\n  kind      Kind');

const compareFiles = (folder: string) => [
  'migrate',
  'diff',
  '--from-migrations',
  join(folder, 'migrations'),
  '--to-schema',
  join(folder, 'schema.prisma'),
];

async function newDatabase(): Promise<string> {
  const database = await createJobsDatabase();
  onTestFinished(() => database.drop());
  return database.url;
}

/** Makes ITEM's tables; the first test proves that the two agree. */
const FIRST_MIGRATION = `
CREATE TYPE "Kind" AS ENUM ('GOOD', 'BAD');
CREATE TABLE "Owner" ("id" UUID NOT NULL, CONSTRAINT "Owner_pkey" PRIMARY KEY ("id"));
CREATE TABLE "Item" (
  "id" UUID NOT NULL,
  "kind" "Kind" NOT NULL DEFAULT 'GOOD',
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "ownerId" UUID NOT NULL,
  CONSTRAINT "Item_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "Item_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "Owner" ("id")
    ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "Item_ownerId_idx" ON "Item" ("ownerId");
`;

async function createItemProject(url?: string): Promise<PrismaProject> {
  const project = await createPrismaProject(await temporaryFolder(), url);
  await project.writeSchema(ITEM);
  await writeMigrations(join(project.folder, 'migrations'), {
    '20260101000000_first': FIRST_MIGRATION,
  });
  return project;
}
test('with no database, diff finds no drift until the schema changes', async () => {
  const project = await createItemProject();
  const same = await project.prisma(...compareFiles(project.folder), '--exit-code');
  expect(same).toMatchObject({ exitCode: 0, output: expect.stringContaining('No difference') });

  await project.writeSchema(ITEM_WITH_NAME);
  const drift = await project.prisma(...compareFiles(project.folder), '--exit-code', '--script');
  expect(drift.exitCode).toBe(2);
  expect(drift.output).toContain('ADD COLUMN     "name" TEXT');
});

test('with no database, diff writes the first migration to a file', async () => {
  const project = await createPrismaProject(await temporaryFolder());
  await project.writeSchema(ITEM);
  const file = join(project.folder, 'first.sql');
  const schema = join(project.folder, 'schema.prisma');
  const toFile = ['--from-empty', '--to-schema', schema, '--script', '-o', file];
  expect(await project.prisma('migrate', 'diff', ...toFile)).toMatchObject({ exitCode: 0 });
  expect(await readFile(file, 'utf8')).toContain("CREATE TYPE \"Kind\" AS ENUM ('GOOD', 'BAD');");
});

test('triggers, functions and extensions of a migration are no drift', async () => {
  const project = await createItemProject();
  await writeMigrations(join(project.folder, 'migrations'), {
    '20260102000000_second': `CREATE EXTENSION IF NOT EXISTS pg_trgm;
     CREATE FUNCTION tell() RETURNS trigger AS $$ BEGIN
       PERFORM pg_notify('item', ''); RETURN NEW;
     END $$ LANGUAGE plpgsql;
     CREATE TRIGGER item_tell AFTER INSERT ON "Item" FOR EACH ROW EXECUTE FUNCTION tell();
     ALTER TABLE "Item" ADD CONSTRAINT item_kind CHECK (kind <> 'BAD');`,
  });
  const same = await project.prisma(...compareFiles(project.folder), '--exit-code');
  expect(same).toMatchObject({ exitCode: 0, output: expect.stringContaining('No difference') });
});

test('commands that need a database refuse to run without one', async () => {
  const project = await createPrismaProject(await temporaryFolder());
  await project.writeSchema(ITEM);
  for (const command of ['status', 'deploy']) {
    const { exitCode, output } = await project.prisma('migrate', command);
    expect(exitCode).toBe(1);
    expect(output).toContain('Set USERS_MIGRATION_URL');
  }
});

test('the applier and the CLI keep the same books', async () => {
  const url = await newDatabase();
  const project = await createItemProject(url);
  const before = await project.prisma('migrate', 'status');
  expect(before.output).toContain('have not yet been applied');
  expect(before.exitCode).toBe(1);

  const migrationsDir = join(project.folder, 'migrations');
  expect((await applyMigrations({ url, migrationsDir })).applied).toHaveLength(1);
  const after = await project.prisma('migrate', 'status');
  expect(after).toMatchObject({
    exitCode: 0,
    output: expect.stringContaining('Database schema is up to date!'),
  });
  const deploy = await project.prisma('migrate', 'deploy');
  expect(deploy.output).toContain('No pending migrations to apply');
});

test('what migrate deploy applied, the applier takes as applied', async () => {
  const url = await newDatabase();
  const project = await createItemProject(url);
  expect((await project.prisma('migrate', 'deploy')).exitCode).toBe(0);
  await query(url, `INSERT INTO "Owner" VALUES (gen_random_uuid())`);
  const migrationsDir = join(project.folder, 'migrations');
  expect(await applyMigrations({ url, migrationsDir })).toEqual({ applied: [] });
});

test('migrate diff against the database sees a change made by hand', async () => {
  const url = await newDatabase();
  const project = await createItemProject(url);
  await project.prisma('migrate', 'deploy');
  await query(url, 'ALTER TABLE "Item" ADD COLUMN stray int');
  const schema = join(project.folder, 'schema.prisma');
  const toDatabase = ['--from-schema', schema, '--to-config-datasource', '--exit-code'];
  const diff = await project.prisma('migrate', 'diff', ...toDatabase);
  expect(diff).toMatchObject({ exitCode: 2, output: expect.stringContaining('stray') });
});

test('migrate dev plans the next migration and leaves no shadow database', async () => {
  const url = await newDatabase();
  const project = await createItemProject(url);
  await project.prisma('migrate', 'deploy');
  await project.writeSchema(ITEM_WITH_NAME);
  const { exitCode, output } = await project.prisma('migrate', 'dev', '--name', 'names');
  expect(output).toContain('in sync');
  expect(exitCode).toBe(0);
  const [created] = (await readdir(join(project.folder, 'migrations'))).filter((name) =>
    name.endsWith('_names'),
  );
  const file = join(project.folder, 'migrations', created ?? '', 'migration.sql');
  expect(await readFile(file, 'utf8')).toContain('ADD COLUMN     "name" TEXT');
  expect(await query(url, 'SELECT name FROM "Item"')).toEqual([]);
  const shadows = `SELECT 1 FROM pg_database WHERE datname LIKE 'prisma_migrate_shadow%'`;
  expect(await query(testPostgres().superuserUrl, shadows)).toEqual([]);
});
