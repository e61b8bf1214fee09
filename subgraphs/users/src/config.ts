/** The variables of both processes; docs for each stand beside it. */
import { type Jwk, readConfig, readConfigWithBroker, variable } from '@tributary/service';
import { z } from 'zod';

const isEd25519 = (key: Jwk) =>
  key.kty === 'OKP' && key['crv'] === 'Ed25519' && typeof key['x'] === 'string';

const shared = {
  USERS_DATABASE_URL: variable.postgresUrl(),
  DATABASE_POOL_MAX: variable.count(10, 100),
  /** Where the links in mails lead. */
  PUBLIC_WEB_URL: variable
    .url()
    .default('http://localhost:4100')
    .transform((url) => url.replace(/\/+$/, '')),
  /** smtp:// or smtps://; without it mail stays in the local mailbox. */
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//, 'must be an smtp:// or smtps:// URL')
    .optional(),
};

const main = {
  ...shared,
  USERS_PORT: variable.port(4001),
  /** The gateway's public key: who may speak to this service. */
  IDENTITY_PUBLIC_KEY: variable.jwk(),
  /** Private Ed25519 key that signs access tokens. */
  USERS_SIGNING_KEY: variable
    .jwk()
    .refine(
      (key) => isEd25519(key) && typeof key['d'] === 'string',
      'must be a private Ed25519 key',
    ),
  /** The key before it, public part, for the time of a rotation. */
  USERS_PREVIOUS_SIGNING_KEY: variable.jwk().refine(isEd25519, 'must be an Ed25519 key').optional(),
  ACCESS_TOKEN_TTL_SECONDS: variable.count(900, 86_400),
  /** Failed sign-ins per network in a quarter of an hour. */
  THROTTLE_LOGINS_PER_NETWORK: variable.count(50, 1_000_000),
  /** Registrations per network in an hour. */
  THROTTLE_REGISTRATIONS_PER_NETWORK: variable.count(100, 1_000_000),
  /** Sessions of guests per network in a quarter of an hour. */
  THROTTLE_GUESTS_PER_NETWORK: variable.count(200, 1_000_000),
  /** Requests for a reset mail per network in an hour. */
  THROTTLE_RESETS_PER_NETWORK: variable.count(30, 1_000_000),
  /** Shows /mailbox; by default only in development and without SMTP. */
  MAILBOX: z
    .enum(['true', 'false', '1', '0'])
    .transform((text) => text === 'true' || text === '1')
    .optional(),
};

/**
 * The HTTP process.
 * @throws ConfigError with every fault
 */
export const readMainConfig = (env?: NodeJS.ProcessEnv) => readConfig(main, env);

const worker = {
  ...shared,
  USERS_WORKER_PORT: variable.port(4011),
  MAIL_FROM: z.string().max(200).default('Tributary <no-reply@tributary.localhost>'),
};

/**
 * The event process.
 * @throws ConfigError with every fault, a missing broker among them
 */
export const readWorkerConfig = (env?: NodeJS.ProcessEnv) => readConfigWithBroker(worker, env);

export type MainConfig = ReturnType<typeof readMainConfig>;
export type WorkerConfig = ReturnType<typeof readWorkerConfig>;
