import { fileURLToPath } from 'node:url';
import { ConfigError, readConfig, variable } from '@tributary/service';
import { z } from 'zod';

/** 32 bytes in base64. */
const sealingKey = z
  .string()
  .transform((text) => Buffer.from(text, 'base64'))
  .refine((key) => key.length === 32, 'must be 32 bytes in base64');

/** The same from src/ and from dist/. */
const builtStorefront = fileURLToPath(new URL('../../storefront/dist', import.meta.url));

const shape = {
  BFF_WEB_PORT: variable.port(4100),
  GATEWAY_URL: variable.url().default('http://127.0.0.1:4000/graphql'),
  GATEWAY_TIMEOUT_MS: variable.count(10_000, 60_000),
  /** How long an answer to a query is given again to who asks the same; 0: never. */
  ANSWERS_KEPT_MS: variable.duration(3_000, 10_000),
  /** Where sessions are kept: Redis, else the database. One of the two must be there. */
  REDIS_URL: variable.redisUrl().optional(),
  SESSIONS_DATABASE_URL: variable.postgresUrl().optional(),
  /** Seals the sessions in their store. */
  BFF_WEB_SESSION_SECRET: sealingKey,
  /** The storefront's build; served when it is there. */
  STOREFRONT_DIR: z.string().min(1).default(builtStorefront),
  /** Inventory's HTTP process, for the pictures that it draws. */
  INVENTORY_URL: variable.url().default('http://127.0.0.1:4003'),
  /** Where browsers find this server, when a proxy in front of it changes the Host header. */
  PUBLIC_WEB_URL: variable.url().optional(),
};

/** @throws ConfigError with every fault of the environment. */
export function readBffWebConfig(env: NodeJS.ProcessEnv = process.env) {
  const isSet = (name: string) => Boolean(env[name] ?? env[`${name}_FILE`]);
  const faults = ['REDIS_URL', 'SESSIONS_DATABASE_URL'].some(isSet)
    ? []
    : ['SESSIONS_DATABASE_URL or REDIS_URL is missing: sessions are kept there'];
  try {
    const config = readConfig(shape, env);
    if (faults.length === 0) return config;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    faults.unshift(...error.faults);
  }
  throw new ConfigError(faults);
}

export type BffWebConfig = ReturnType<typeof readBffWebConfig>;
