// `npm run migrate`: brings the databases up to date before services start.
//   <NAME>_MIGRATION_URL, else <NAME>_DATABASE_URL   where to apply prisma/<name>/migrations
//   POSTGRES_SUPERUSER_URL                            first creates databases and roles there, with
//                                                     the passwords of the variables' URLs
// With none of them set it migrates the embedded PostgreSQL when that is running.
import { join } from 'node:path';
import {
  applyMigrations,
  DATABASE_NAMES,
  ensureDatabases,
  readEmbeddedConfig,
  repositoryDir,
  runningEmbedded,
  type RolePasswords,
} from '@tributary/embedded';

type Variables = Record<string, string | undefined>;

/** Variables that carry the role's password, by role. */
const PASSWORD_VARIABLES: [role: keyof RolePasswords, variable: string][] = [
  ...DATABASE_NAMES.flatMap((name): [keyof RolePasswords, string][] => [
    [`${name}_owner`, `${name.toUpperCase()}_MIGRATION_URL`],
    [`${name}_app`, `${name.toUpperCase()}_DATABASE_URL`],
  ]),
  ['jobs', 'JOBS_DATABASE_URL'],
  ['sessions', 'SESSIONS_DATABASE_URL'],
];

/** Redis can stand for it. */
const OPTIONAL = 'SESSIONS_DATABASE_URL';

/** All faults at once, so that one run is enough to see them. */
class VariableFaults extends Error {
  constructor(faults: string[]) {
    super(`The environment does not fit:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
  }
}

function readPasswords(variables: Variables): RolePasswords {
  const faults: string[] = [];
  const passwords = PASSWORD_VARIABLES.map(([role, variable]) => {
    const value = variables[variable];
    if (variable === OPTIONAL && !value) return [role, ''];
    const url = value !== undefined && URL.canParse(value) ? new URL(value) : undefined;
    if (!url) faults.push(`${variable} must be the postgresql:// URL of role ${role}`);
    else if (url.username !== role) faults.push(`${variable} must name role ${role}`);
    else if (!url.password) faults.push(`${variable} must hold the password of role ${role}`);
    return [role, decodeURIComponent(url?.password ?? '')];
  });
  if (faults.length > 0) throw new VariableFaults(faults);
  return Object.fromEntries(passwords) as RolePasswords;
}

function readMigrationUrls(variables: Variables): [name: string, url: string][] {
  const faults: string[] = [];
  const urls = DATABASE_NAMES.map((name): [string, string] => {
    const prefix = name.toUpperCase();
    const url = variables[`${prefix}_MIGRATION_URL`] ?? variables[`${prefix}_DATABASE_URL`];
    if (!url) faults.push(`set ${prefix}_MIGRATION_URL to the URL of the role that owns ${name}`);
    return [name, url ?? ''];
  });
  if (faults.length === 0) return urls;
  throw new VariableFaults([...faults, 'or start the embedded PostgreSQL: npm start']);
}

async function migrate(): Promise<void> {
  const superuserUrl = process.env['POSTGRES_SUPERUSER_URL'];
  if (superuserUrl) {
    await ensureDatabases(superuserUrl, readPasswords(process.env));
    console.log(`roles and databases: ready (${DATABASE_NAMES.join(', ')}, jobs)`);
  }
  const isNamed = DATABASE_NAMES.some((name) => process.env[`${name.toUpperCase()}_DATABASE_URL`]);
  const embedded = isNamed ? undefined : await runningEmbedded(readEmbeddedConfig().dataDir);
  for (const [name, url] of readMigrationUrls({ ...embedded?.env, ...process.env })) {
    const migrationsDir = join(repositoryDir, 'prisma', name, 'migrations');
    const { applied } = await applyMigrations({ url, migrationsDir });
    console.log(`${name}: ${applied.length > 0 ? `applied ${applied.join(', ')}` : 'up to date'}`);
  }
}

try {
  await migrate();
} catch (error) {
  console.error(
    `migrate: ${error instanceof Error ? error.message || String(error) : String(error)}`,
  );
  process.exitCode = 1;
}
