// The only file of this package that reads the environment.
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout that this package lies in. */
export const repositoryDir = fileURLToPath(new URL('../../../', import.meta.url));

/** Where the repository's embedded PostgreSQL is; every script and service agrees on it. */
export interface EmbeddedConfig {
  dataDir: string;
  port: number;
}

const DEFAULT_PORT = 54_320;

/**
 * Reads TRIBUTARY_DATA_DIR (default `.data` of the repository) and EMBEDDED_PG_PORT
 * (default 54320).
 * @throws Error naming the variable when the port is none
 */
export function readEmbeddedConfig(env: NodeJS.ProcessEnv = process.env): EmbeddedConfig {
  const port = Number(env['EMBEDDED_PG_PORT'] || DEFAULT_PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(
      `EMBEDDED_PG_PORT must be a port from 0 to 65535, got "${env['EMBEDDED_PG_PORT']}".`,
    );
  }
  const dataDir = env['TRIBUTARY_DATA_DIR'] || join(repositoryDir, '.data');
  return { dataDir: resolve(dataDir), port };
}
