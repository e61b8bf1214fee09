import { readConfig, variable } from '@tributary/service';
import { z } from 'zod';

/** 32 bytes in base64. */
const sealingKey = z
  .string()
  .transform((text) => Buffer.from(text, 'base64'))
  .refine((key) => key.length === 32, 'must be 32 bytes in base64');

/** @throws ConfigError with every fault of the environment. */
export const readBffWebConfig = (env?: NodeJS.ProcessEnv) =>
  readConfig(
    {
      BFF_WEB_PORT: variable.port(4100),
      GATEWAY_URL: variable.url().default('http://127.0.0.1:4000/graphql'),
      GATEWAY_TIMEOUT_MS: variable.count(10_000, 60_000),
      /** Seals the session cookie. */
      BFF_WEB_SESSION_SECRET: sealingKey,
      /** Where browsers find this server, when a proxy in front of it changes the Host header. */
      PUBLIC_WEB_URL: variable.url().optional(),
    },
    env,
  );

export type BffWebConfig = ReturnType<typeof readBffWebConfig>;
