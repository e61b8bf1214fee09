import { readConfig, variable } from '@tributary/service';
import { z } from 'zod';

/** @throws ConfigError with every fault of the environment. */
export const readBffMobileConfig = (env?: NodeJS.ProcessEnv) =>
  readConfig(
    {
      BFF_MOBILE_PORT: variable.port(4200),
      GATEWAY_URL: variable.url().default('http://127.0.0.1:4000/graphql'),
      /** Signs the tokens of `sync`; the same for all instances. */
      MOBILE_SYNC_SECRET: z.string().min(32),
      /** Folder of the app's releases, when it is not the one that comes with the code. */
      MOBILE_RELEASES: z.string().optional(),
      GATEWAY_TIMEOUT_MS: variable.count(10_000, 60_000),
    },
    env,
  );

export type BffMobileConfig = ReturnType<typeof readBffMobileConfig>;
