/** The variables of both processes; docs for each stand beside it. */
import {
  brokerShape,
  type Jwk,
  readConfig,
  readConfigWithBroker,
  variable,
} from '@tributary/service';
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
  /** P-256 key in base64url that devices know our pushes by; without it push is off. */
  VAPID_PUBLIC_KEY: z.string().min(80).max(100).optional(),
};

const base64url = (length: number) =>
  z
    .string()
    .refine((text) => Buffer.from(text, 'base64url').length === length, 'must be a VAPID key');

const main = {
  ...shared,
  ...brokerShape,
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
  /** Hosts of push services that devices may name, separated by commas; with a dot before it, all below it. */
  PUSH_SERVICES: z
    .string()
    .default(
      'fcm.googleapis.com,updates.push.services.mozilla.com,.notify.windows.com,.push.apple.com',
    )
    .transform((text) => text.split(',').map((host) => host.trim())),
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
  /** The private half of VAPID_PUBLIC_KEY. */
  VAPID_PRIVATE_KEY: base64url(32).optional(),
  /** Whom a push service may write to about our pushes: a mailto: or https: URL. */
  VAPID_SUBJECT: z
    .string()
    .regex(/^(mailto:|https:\/\/)/, 'must be a mailto: or https:// URL')
    .default('mailto:operator@tributary.localhost'),
  MAIL_FROM: z.string().max(200).default('Tributary <no-reply@tributary.localhost>'),
};

/**
 * The event process.
 * @throws ConfigError with every fault, a missing broker among them
 */
export const readWorkerConfig = (env?: NodeJS.ProcessEnv) => readConfigWithBroker(worker, env);

export type MainConfig = ReturnType<typeof readMainConfig>;
export type WorkerConfig = ReturnType<typeof readWorkerConfig>;
