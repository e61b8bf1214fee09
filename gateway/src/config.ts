/** Configuration of the gateway. */
import { fileURLToPath } from 'node:url';
import { ConfigError, type Jwk, readConfig, variable } from '@tributary/service';
import { z } from 'zod';
import type { CacheConfig } from './cache/gateway-cache.js';
import type { CostLimits } from './demand/cost-limit.js';
import type { Manifests } from './documents/trusted-documents.js';

/** The committed supergraph: beside src/ and dist/ alike. */
const committedSupergraph = fileURLToPath(new URL('../supergraph.graphql', import.meta.url));

/** What shows the schema is on by default in development only. */
const shape = (development: boolean) => ({
  GATEWAY_PORT: variable.port(4000),
  SUPERGRAPH_SOURCE: z.enum(['file', 'uplink']).default('file'),
  SUPERGRAPH_FILE: z.string().default(committedSupergraph),
  USERS_URL: variable.url().optional(),
  ORDERS_URL: variable.url().optional(),
  INVENTORY_URL: variable.url().optional(),
  USERS_JWKS_URL: variable.url().default('http://127.0.0.1:4001/.well-known/jwks.json'),
  GATEWAY_IDENTITY_KEY: variable.jwk(),
  SUBGRAPH_TIMEOUT_MS: variable.count(10_000, 300_000),
  REQUEST_TIMEOUT_MS: variable.count(15_000, 300_000),
  INTROSPECTION: variable.flag(development),
  EXPLORER: variable.flag(development),
  TRUST_PROXY: variable.flag(false),
  COST_LIMITS: z.string().default('*=5000').transform(readCostLimits),
  TRUSTED_DOCUMENTS: z.string().transform(readManifests).optional(),
  CORS_ORIGINS: z.string().transform(readOrigins).optional(),
  CACHE_MAX_MB: z.coerce.number().int().min(0).max(65_536).default(64),
  CACHE_STALE_SECONDS: z.coerce.number().int().min(0).max(86_400).default(30),
  CACHE_TOKEN: z.string().min(16).optional(),
  REDIS_URL: variable.redisUrl().optional(),
  APOLLO_KEY: z.string().optional(),
  APOLLO_GRAPH_REF: z.string().optional(),
  APOLLO_UPLINK_ENDPOINTS: z.string().optional(),
  APOLLO_USAGE_REPORTING_URL: variable.url().optional(),
});

export interface GatewayConfig {
  NODE_ENV: 'development' | 'test' | 'production';
  HOST: string;
  LOG_LEVEL: string;
  DRAIN_TIMEOUT_MS: number;
  OTEL_EXPORTER_OTLP_ENDPOINT?: string | undefined;
  port: number;
  /** Where the supergraph comes from: a watched file, or Apollo Studio. */
  supergraph: { source: 'file'; file: string } | { source: 'uplink' };
  /** Addresses that replace those written in the supergraph, by subgraph. */
  subgraphUrls: Readonly<Record<string, string>>;
  jwksUrl: string;
  identityKey: Jwk;
  /** Longest wait for one answer of a subgraph. */
  subgraphTimeoutMs: number;
  /** Longest life of a client's request; a client may ask for less with `x-timeout-ms`. */
  requestTimeoutMs: number;
  introspection: boolean;
  explorer: boolean;
  /** Whether the peer's word (`x-client-ip`, `x-forwarded-for`) on the client's address is taken. */
  trustProxy: boolean;
  /** The highest cost of one operation, by the client's name; `*` for all others. */
  costLimits: CostLimits;
  /** Manifest files of documents, by the client's name. */
  manifests: Manifests;
  /** Whether clients with a manifest may ask for other documents, too. */
  allowsUntrusted: boolean;
  /** Origins of browsers' pages that may call; none unless named. */
  corsOrigins: readonly string[];
  /** Keeping answers of subgraphs; undefined means that none is kept. */
  cache?: CacheConfig | undefined;
  /** Whoever has it may say what changed; undefined means that nobody may. */
  cacheToken?: string | undefined;
  /** Apollo Studio; undefined means that nothing of Apollo's is ever called. */
  studio?: StudioConfig | undefined;
}

export interface StudioConfig {
  key: string;
  graphRef: string;
  uplinkEndpoints?: string[] | undefined;
  usageReportingUrl?: string | undefined;
}

/** @throws ConfigError with every fault. */
export function readGatewayConfig(env: NodeJS.ProcessEnv = process.env): GatewayConfig {
  const read = readConfig(shape(env['NODE_ENV'] !== 'production'), env);
  return {
    NODE_ENV: read.NODE_ENV,
    HOST: read.HOST,
    LOG_LEVEL: read.LOG_LEVEL,
    DRAIN_TIMEOUT_MS: read.DRAIN_TIMEOUT_MS,
    OTEL_EXPORTER_OTLP_ENDPOINT: read.OTEL_EXPORTER_OTLP_ENDPOINT,
    port: read.GATEWAY_PORT,
    supergraph:
      read.SUPERGRAPH_SOURCE === 'uplink'
        ? { source: 'uplink' }
        : { source: 'file', file: read.SUPERGRAPH_FILE },
    subgraphUrls: {
      ...(read.USERS_URL && { users: read.USERS_URL }),
      ...(read.ORDERS_URL && { orders: read.ORDERS_URL }),
      ...(read.INVENTORY_URL && { inventory: read.INVENTORY_URL }),
    },
    jwksUrl: read.USERS_JWKS_URL,
    identityKey: read.GATEWAY_IDENTITY_KEY,
    subgraphTimeoutMs: read.SUBGRAPH_TIMEOUT_MS,
    requestTimeoutMs: read.REQUEST_TIMEOUT_MS,
    introspection: read.INTROSPECTION,
    explorer: read.EXPLORER,
    trustProxy: read.TRUST_PROXY,
    costLimits: read.COST_LIMITS,
    manifests: read.TRUSTED_DOCUMENTS ?? {},
    allowsUntrusted: read.NODE_ENV !== 'production',
    corsOrigins: read.CORS_ORIGINS ?? [],
    cache: readCache(read),
    cacheToken: read.CACHE_TOKEN,
    studio: readStudio(read),
  };
}

/**
 * Turns Apollo's own telemetry off unless the environment says otherwise. @apollo/gateway reads the
 * variable when a gateway is made.
 */
export function disableApolloTelemetry(): void {
  process.env['APOLLO_TELEMETRY_DISABLED'] ??= '1';
}

interface CacheVariables {
  CACHE_MAX_MB: number;
  CACHE_STALE_SECONDS: number;
  REDIS_URL?: string | undefined;
}

function readCache(read: CacheVariables): CacheConfig | undefined {
  if (read.CACHE_MAX_MB === 0) return undefined;
  return {
    maxBytes: read.CACHE_MAX_MB * 1_048_576,
    staleMs: read.CACHE_STALE_SECONDS * 1_000,
    redisUrl: read.REDIS_URL,
  };
}

interface StudioVariables {
  SUPERGRAPH_SOURCE: 'file' | 'uplink';
  APOLLO_KEY?: string | undefined;
  APOLLO_GRAPH_REF?: string | undefined;
  APOLLO_UPLINK_ENDPOINTS?: string | undefined;
  APOLLO_USAGE_REPORTING_URL?: string | undefined;
}

/** One of the two variables alone is a mistake, as is Uplink without them. */
function readStudio(read: StudioVariables): StudioConfig | undefined {
  const { APOLLO_KEY: key, APOLLO_GRAPH_REF: graphRef } = read;
  if (key && graphRef)
    return {
      key,
      graphRef,
      uplinkEndpoints: read.APOLLO_UPLINK_ENDPOINTS?.split(',').map((url) => url.trim()),
      usageReportingUrl: read.APOLLO_USAGE_REPORTING_URL,
    };
  if (!key && !graphRef && read.SUPERGRAPH_SOURCE === 'file') return undefined;
  const faults = [];
  const reason = 'is missing: Apollo Studio needs both APOLLO_KEY and APOLLO_GRAPH_REF';
  if (!key) faults.push(`APOLLO_KEY ${reason}`);
  if (!graphRef) faults.push(`APOLLO_GRAPH_REF ${reason}`);
  throw new ConfigError(faults);
}

/** `*=5000,tributary-web=20000` */
function readCostLimits(text: string, context: z.RefinementCtx): CostLimits {
  const entries = text.split(',').map((entry) => /^ *(\*|[\w.-]+)=(\d{1,9}) *$/.exec(entry));
  if (entries.every((entry) => entry !== null)) {
    const limits = entries.map(([, client, limit]) => [client!, Number(limit)] as const);
    if (limits.some(([client]) => client === '*')) return Object.fromEntries(limits);
  }
  context.addIssue({
    code: 'custom',
    message:
      'must be limits such as *=5000,tributary-web=20000, with one for * (all other clients)',
  });
  return z.NEVER;
}

/** `web=/etc/web.json,mobile=/etc/mobile.json` */
function readManifests(text: string, context: z.RefinementCtx): Manifests {
  const entries = text.split(',').map((entry) => /^ *([\w.-]+)=(.+?) *$/.exec(entry));
  if (entries.every((entry) => entry !== null))
    return Object.fromEntries(entries.map(([, client, file]) => [client!, file!]));
  context.addIssue({
    code: 'custom',
    message: 'must be manifests such as web=web.json,mobile=mobile.json',
  });
  return z.NEVER;
}

/** `https://a.example,https://b.example` */
function readOrigins(text: string, context: z.RefinementCtx): string[] {
  const origins = text
    .split(',')
    .map((origin) => origin.trim())
    .filter(Boolean);
  if (origins.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin))
    return origins;
  context.addIssue({
    code: 'custom',
    message: 'must be origins such as https://shop.example, separated by commas',
  });
  return z.NEVER;
}
