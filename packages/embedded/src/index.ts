// The package's public face: a PostgreSQL for the whole system with nothing installed but Node.
export { readEmbeddedConfig, repositoryDir, type EmbeddedConfig } from './config.js';
export { EmbeddedError, type EmbeddedErrorCode } from './errors.js';
export { deleteDataFolder } from './data-folder.js';
export { startPostgres, type PostgresServer, type StartPostgresOptions } from './postgres.js';
export {
  DATABASE_NAMES,
  ensureDatabases,
  type DatabaseName,
  type RolePasswords,
} from './databases.js';
export { applyMigrations, type ApplyMigrationsOptions } from './migrations.js';
export {
  deriveVapidKeys,
  createEnvironment,
  readEnvironment,
  serviceEnvironment,
  type Environment,
} from './environment.js';
export {
  runningEmbedded,
  startEmbedded,
  type EmbeddedSystem,
  type StartEmbeddedOptions,
} from './embedded.js';
