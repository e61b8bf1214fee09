/** Wiring of the HTTP process; importing it does no I/O. */
import { readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { JobsDesk } from '@tributary/messaging';
import { createId, createIdentityVerifier, type Logger } from '@tributary/service';
import { createSubgraphServer } from '@tributary/service/subgraph-server';
import type { FastifyInstance } from 'fastify';
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/resolverMap.js';
import { parse } from 'graphql';
import { createAccessTokens } from './access-tokens.js';
import type { Environment, Throttles } from './commands/environment.js';
import type { MainConfig } from './config.js';
import { createContext } from './context.js';
import { perHour, perQuarterHour } from './domain/throttle.js';
import { serveJwks } from './jwks-route.js';
import { serveMailbox } from './mailbox/mailbox-routes.js';
import { createPasswords, type Passwords } from './passwords.js';
import { resolvers } from './resolvers.js';
import type { Store } from './store.js';

export interface AppOptions {
  config: MainConfig;
  logger: Logger;
  store: Store;
  jobs: JobsDesk;
  /** Defaults: the system's clock and argon2id. */
  now?: () => Date;
  passwords?: Passwords;
}

/** The users service, not yet listening. Closing it does not close the store. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const { config, logger, store, jobs } = options;
  const env = await createEnvironment(options);
  const typeDefs = parse(readFileSync(new URL('./schema.graphql', import.meta.url), 'utf8'));
  const app = await createSubgraphServer({
    logger,
    schema: buildSubgraphSchema({ typeDefs, resolvers: resolvers as GraphQLResolverMap<unknown> }),
    introspection: config.NODE_ENV !== 'production',
    verifyIdentity: await createIdentityVerifier(config.IDENTITY_PUBLIC_KEY),
    createContext: createContext(env, jobs),
    checks: { database: () => store.ping() },
  });
  serveJwks(app, env.accessTokens);
  if (config.MAILBOX ?? (config.NODE_ENV !== 'production' && !config.SMTP_URL))
    serveMailbox(app, store);
  return app;
}

async function createEnvironment(options: AppOptions): Promise<Environment> {
  const { config, logger, store, now = () => new Date(), passwords = createPasswords() } = options;
  const accessTokens = await createAccessTokens({
    signingKey: config.USERS_SIGNING_KEY,
    previousKey: config.USERS_PREVIOUS_SIGNING_KEY,
    lifetimeSeconds: config.ACCESS_TOKEN_TTL_SECONDS,
  });
  const throttles = createThrottles(config);
  const publicWebUrl = config.PUBLIC_WEB_URL;
  const push = config.VAPID_PUBLIC_KEY
    ? { publicKey: config.VAPID_PUBLIC_KEY, hosts: config.PUSH_SERVICES }
    : undefined;
  return { store, logger, now, createId, passwords, accessTokens, throttles, publicWebUrl, push };
}

const createThrottles = (config: MainConfig): Throttles => ({
  loginsPerAccount: perQuarterHour(5),
  loginsPerNetwork: perQuarterHour(config.THROTTLE_LOGINS_PER_NETWORK),
  registrationsPerNetwork: perHour(config.THROTTLE_REGISTRATIONS_PER_NETWORK),
  guestsPerNetwork: perQuarterHour(config.THROTTLE_GUESTS_PER_NETWORK),
  resetsPerNetwork: perHour(config.THROTTLE_RESETS_PER_NETWORK),
  mailsPerAccount: perQuarterHour(5),
});
