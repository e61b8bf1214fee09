/**
 * Reading configuration from the environment: validated once, at start, with every fault reported
 * together and by variable name. No other file of a service reads `process.env`.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** What every process shares. `NODE_ENV=production` turns development conveniences off. */
const common = {
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  HOST: z.string().default('127.0.0.1'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
  DRAIN_TIMEOUT_MS: z.coerce.number().int().min(0).max(300_000).default(15_000),
};

/** Building blocks for the services' own variables. */
export const variable = {
  port: (value: number) => z.coerce.number().int().min(0).max(65_535).default(value),
  url: () => z.url(),
  postgresUrl: () =>
    z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgresql:// connection string'),
  redisUrl: () => z.string().regex(/^rediss?:\/\//, 'must be a redis:// or rediss:// URL'),
  count: (value: number, max: number) => z.coerce.number().int().min(1).max(max).default(value),
  /** Milliseconds; 0 switches off. */
  duration: (value: number, max: number) => z.coerce.number().int().min(0).max(max).default(value),
  flag: (value: boolean) =>
    z
      .enum(['true', 'false', '1', '0'])
      .transform((text) => text === 'true' || text === '1')
      .default(value),
  /** A JSON Web Key, as JSON text. */
  jwk: () => z.string().transform(parseJwk),
};

export type Jwk = { kty: string; kid?: string; alg?: string; [member: string]: unknown };

function parseJwk(text: string, context: z.RefinementCtx): Jwk {
  try {
    const key: unknown = JSON.parse(text);
    if (key && typeof key === 'object' && 'kty' in key) return key as Jwk;
  } catch {
    // reported below, without the text: it may be half of a secret
  }
  context.addIssue({ code: 'custom', message: 'must be a JSON Web Key in JSON' });
  return z.NEVER;
}

/** All faults of a configuration at once; `message` is ready for a terminal. */
export class ConfigError extends Error {
  override name = 'ConfigError';
  constructor(readonly faults: readonly string[]) {
    super(
      `The configuration has ${faults.length} fault(s):\n${faults.map((f) => `  - ${f}`).join('\n')}`,
    );
  }
}

/**
 * Parses `env` against `shape` plus the common variables. For any variable X, `X_FILE` may name a
 * file that holds the value instead (Docker and Kubernetes secrets); an empty value counts as unset.
 * @throws ConfigError with every fault; values are never part of the message.
 */
export function readConfig<S extends z.ZodRawShape>(
  shape: S,
  env: NodeJS.ProcessEnv = process.env,
): z.infer<z.ZodObject<typeof common & S>> {
  const all = { ...common, ...shape };
  const faults: string[] = [];
  const values: Record<string, string> = {};
  for (const name of Object.keys(all)) {
    const value = readVariable(name, env, faults);
    if (value !== undefined) values[name] = value;
  }
  const result = z.object(all).safeParse(values);
  const unreadable = new Set(faults.map((fault) => fault.split(' ')[0]!.replace(/_FILE$/, '')));
  for (const issue of result.error?.issues ?? []) {
    const name = String(issue.path[0]);
    if (!unreadable.has(name))
      faults.push(`${name} ${values[name] === undefined ? 'is missing' : lower(issue.message)}`);
  }
  if (faults.length > 0 || !result.success) throw new ConfigError(faults);
  return result.data;
}

/** A service's broker: Redis when given, otherwise PostgreSQL. A worker needs one, see `readConfigWithBroker`. */
export const brokerShape = {
  REDIS_URL: variable.redisUrl().optional(),
  JOBS_DATABASE_URL: variable.postgresUrl().optional(),
};

/** For a worker whose service lets gateways keep its answers. */
export const cacheNewsShape = {
  /** Gateways to tell of changes, separated by commas. */
  GATEWAY_CACHE_URLS: z
    .string()
    .transform((text) => text.split(',').map((url) => url.trim()))
    .pipe(z.array(z.url()))
    .default([]),
  CACHE_TOKEN: z.string().min(16).optional(),
};

/**
 * The configuration of an event process: `shape`, the common variables and the broker's.
 * @throws ConfigError with every fault, a missing broker among them
 */
export function readConfigWithBroker<S extends z.ZodRawShape>(
  shape: S,
  env: NodeJS.ProcessEnv = process.env,
) {
  const isSet = (name: string) => Boolean(env[name] ?? env[`${name}_FILE`]);
  const faults = Object.keys(brokerShape).some(isSet)
    ? []
    : ['JOBS_DATABASE_URL or REDIS_URL is missing: the worker needs a broker'];
  try {
    const config = readConfig<typeof brokerShape & S>({ ...brokerShape, ...shape }, env);
    if (faults.length === 0) return config;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    faults.unshift(...error.faults);
  }
  throw new ConfigError(faults);
}

function readVariable(name: string, env: NodeJS.ProcessEnv, faults: string[]): string | undefined {
  const file = env[`${name}_FILE`];
  if (!file) return env[name] || undefined;
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch (error) {
    faults.push(
      `${name}_FILE names a file that cannot be read (${(error as NodeJS.ErrnoException).code})`,
    );
    return undefined;
  }
}

const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
