import { fileURLToPath } from 'node:url';
import { readConfig, variable } from '@tributary/service';
import { z } from 'zod';

/** The same from src/ and from dist/. */
const builtApp = fileURLToPath(new URL('../../mobile/dist', import.meta.url));

/** @throws ConfigError with every fault of the environment. */
export const readBffMobileConfig = (env?: NodeJS.ProcessEnv) =>
  readConfig(
    {
      BFF_MOBILE_PORT: variable.port(4200),
      GATEWAY_URL: variable.url().default('http://127.0.0.1:4000/graphql'),
      /** How long an answer to a query is given again to who asks the same; 0: never. */
      ANSWERS_KEPT_MS: variable.duration(3_000, 10_000),
      /** Signs the tokens of `sync`; the same for all instances. */
      MOBILE_SYNC_SECRET: z.string().min(32),
      /** Image resizer for pictures that are no drawings, such as https://img.example/{width}/{url}. */
      IMAGE_RESIZER_URL: z
        .string()
        .regex(/^https?:/, 'must be a URL with {width} and {url}')
        .refine(
          (text) => text.includes('{width}') && text.includes('{url}'),
          'must be a URL with {width} and {url}',
        )
        .optional(),
      /** Folder of the app's releases, when it is not the one that comes with the code. */
      MOBILE_RELEASES: z.string().optional(),
      /** The web app's build; served when it is there. */
      MOBILE_APP_DIR: z.string().min(1).default(builtApp),
      /** Where browsers find the shop's pictures, as inventory is told; the app may load them from there. */
      PUBLIC_IMAGES_URL: variable.url().optional(),
      GATEWAY_TIMEOUT_MS: variable.count(10_000, 60_000),
    },
    env,
  );

export type BffMobileConfig = ReturnType<typeof readBffMobileConfig>;
