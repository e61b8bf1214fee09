/** Configuration of the gateway. */
import { fileURLToPath } from 'node:url';
import { ConfigError, type Jwk, readConfig, variable } from '@tributary/service';
import { z } from 'zod';
import type { PolicyRules } from './authorization/caller-grants.js';
import { type OverrideLabels, readOverrideLabels } from './override/decide-overrides.js';
import type { CostLimits } from './demand/cost-limit.js';
import type { Manifests } from './documents/trusted-documents.js';
import { type ForwardedNames, readForwardedNames } from './front/forward-headers.js';
import { readSubgraphUrls } from './front/subgraph-urls.js';
import { defaultLimits, type DocumentLimits } from './limits.js';
import { readSupergraphConfig, type SupergraphConfig } from './supergraph/supergraph-config.js';
import { readPolicies, type SubgraphPolicies } from './resilience/policy.js';
import {
  ownProtocols,
  readProtocols,
  type SubscriptionSettings,
} from './subscriptions/settings.js';

/** The committed supergraph: beside src/ and dist/ alike. */
const committedSupergraph = fileURLToPath(new URL('../supergraph.graphql', import.meta.url));
const usersJwks = 'http://127.0.0.1:4001/.well-known/jwks.json';

/**
 * What shows the schema is on by default in development only. A gateway that stands alone needs no key:
 * its subgraphs are not ours.
 */
const shape = (development: boolean, standalone: boolean) => ({
  STANDALONE: variable.flag(false),
  GATEWAY_PORT: variable.port(4000),
  SUPERGRAPH_SOURCE: z.enum(['file', 'url', 'uplink']).optional(),
  SUPERGRAPH_FILE: z.string().optional(),
  SUPERGRAPH_URL: z.url({ protocol: /^https?$/ }).optional(),
  SUPERGRAPH_AUTHORIZATION: z.string().optional(),
  SUPERGRAPH_POLL_MS: variable.count(10_000, 86_400_000),
  SUPERGRAPH_TIMEOUT_MS: variable.count(10_000, 300_000),
  SUPERGRAPH_MAX_BYTES: variable.count(33_554_432, 1_073_741_824),
  SUPERGRAPH_CACHE_DIR: z.string().optional(),
  SUBGRAPH_URLS: z.string().transform(readSubgraphUrls).optional(),
  USERS_URL: variable.url().optional(),
  ORDERS_URL: variable.url().optional(),
  INVENTORY_URL: variable.url().optional(),
  USERS_JWKS_URL: standalone ? variable.url().optional() : variable.url().default(usersJwks),
  GATEWAY_IDENTITY_KEY: standalone ? variable.jwk().optional() : variable.jwk(),
  SUBGRAPH_ERRORS: z.enum(['masked', 'shown']).default('masked'),
  FORWARD_HEADERS: z.string().transform(readForwardedNames).optional(),
  SUBGRAPH_TIMEOUT_MS: variable.count(10_000, 300_000),
  SUBGRAPH_POLICIES: z.string().transform(readPolicies).optional(),
  REQUEST_TIMEOUT_MS: variable.count(15_000, 300_000),
  INTROSPECTION: variable.flag(development),
  EXPLORER: variable.flag(development),
  TRUST_PROXY: variable.flag(false),
  MAX_TOKENS: variable.count(defaultLimits.maxTokens, 1_000_000),
  MAX_DEPTH: variable.count(defaultLimits.maxDepth, 1_000),
  MAX_ALIASES: variable.count(defaultLimits.maxAliases, 100_000),
  MAX_DIRECTIVES: variable.count(defaultLimits.maxDirectives, 100_000),
  COST_LIMITS: z.string().default('*=5000').transform(readCostLimits),
  TRUSTED_DOCUMENTS: z.string().transform(readManifests).optional(),
  SUBGRAPH_SUBSCRIPTIONS: z
    .string()
    .default(standalone ? '' : ownProtocols)
    .transform(readProtocols),
  OVERRIDE_LABELS: z.string().default('').transform(readOverrideLabels),
  SUBSCRIPTIONS_MAX: variable.count(2_000, 100_000),
  SUBSCRIPTIONS_PER_CALLER: variable.count(50, 100_000),
  SUBSCRIPTION_QUEUE: variable.count(100, 10_000),
  SUBSCRIPTION_HEARTBEAT_MS: variable.count(12_000, 300_000),
  SUBSCRIPTION_RECONNECTS: variable.count(5, 100),
  AUTHORIZATION_POLICIES: z
    .string()
    .default('personal-data=STAFF|ADMIN')
    .transform(readPolicyRules),
  CORS_ORIGINS: z.string().transform(readOrigins).optional(),
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
  supergraph: SupergraphConfig;
  /** Addresses that replace those written in the supergraph, by subgraph. */
  subgraphUrls: Readonly<Record<string, string>>;
  /** The keys that access tokens are signed with; undefined means that every caller is a guest. */
  jwksUrl?: string | undefined;
  /** Signs who is calling, for the subgraphs; undefined means that they are not told. */
  identityKey?: Jwk | undefined;
  /** Whether clients read what subgraphs say of errors that are not of the catalogue. */
  showsSubgraphErrors: boolean;
  /** Headers of clients that subgraphs get as they came; none beside an identity key. */
  forwardedHeaders: ForwardedNames;
  /** Longest wait for one answer of a subgraph, where its policy does not say otherwise. */
  subgraphTimeoutMs: number;
  /** Deadlines, retries, breakers, limits and instances, by subgraph; `*` for all. */
  subgraphPolicies: SubgraphPolicies;
  /** Longest life of a client's request; a client may ask for less with `x-timeout-ms`. */
  requestTimeoutMs: number;
  introspection: boolean;
  explorer: boolean;
  /** Whether the peer's word (`x-client-ip`, `x-forwarded-for`) on the client's address is taken. */
  trustProxy: boolean;
  limits: DocumentLimits;
  /** The highest cost of one operation, by the client's name; `*` for all others. */
  costLimits: CostLimits;
  /** Manifest files of documents, by the client's name. */
  manifests: Manifests;
  /** Whether clients with a manifest may ask for other documents, too. */
  allowsUntrusted: boolean;
  subscriptions: SubscriptionSettings;
  /** Which roles and scopes meet a `@policy`, by its name. */
  policyRules: PolicyRules;
  /** Percentage of callers by label of @override; `percent(n)` needs no entry. */
  overrideLabels: OverrideLabels;
  /** Origins of browsers' pages that may call; none unless named. */
  corsOrigins: readonly string[];
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
  const standalone = env['STANDALONE'] === 'true' || env['STANDALONE'] === '1';
  const read = readConfig(shape(env['NODE_ENV'] !== 'production', standalone), env);
  if (read.FORWARD_HEADERS && read.GATEWAY_IDENTITY_KEY)
    throw new ConfigError([
      'FORWARD_HEADERS is not for a gateway with GATEWAY_IDENTITY_KEY, which tells who is calling itself',
    ]);
  const studio = readStudio(read);
  return {
    NODE_ENV: read.NODE_ENV,
    HOST: read.HOST,
    LOG_LEVEL: read.LOG_LEVEL,
    DRAIN_TIMEOUT_MS: read.DRAIN_TIMEOUT_MS,
    OTEL_EXPORTER_OTLP_ENDPOINT: read.OTEL_EXPORTER_OTLP_ENDPOINT,
    port: read.GATEWAY_PORT,
    supergraph: readSupergraphConfig(read, studio, standalone ? undefined : committedSupergraph),
    subgraphUrls: {
      ...(read.USERS_URL && { users: read.USERS_URL }),
      ...(read.ORDERS_URL && { orders: read.ORDERS_URL }),
      ...(read.INVENTORY_URL && { inventory: read.INVENTORY_URL }),
      ...read.SUBGRAPH_URLS,
    },
    jwksUrl: read.USERS_JWKS_URL,
    identityKey: read.GATEWAY_IDENTITY_KEY,
    showsSubgraphErrors: read.SUBGRAPH_ERRORS === 'shown',
    forwardedHeaders: read.FORWARD_HEADERS ?? [],
    subgraphTimeoutMs: read.SUBGRAPH_TIMEOUT_MS,
    subgraphPolicies: read.SUBGRAPH_POLICIES ?? {},
    requestTimeoutMs: read.REQUEST_TIMEOUT_MS,
    introspection: read.INTROSPECTION,
    explorer: read.EXPLORER,
    trustProxy: read.TRUST_PROXY,
    limits: {
      maxTokens: read.MAX_TOKENS,
      maxDepth: read.MAX_DEPTH,
      maxAliases: read.MAX_ALIASES,
      maxDirectives: read.MAX_DIRECTIVES,
    },
    costLimits: read.COST_LIMITS,
    manifests: read.TRUSTED_DOCUMENTS ?? {},
    allowsUntrusted: read.NODE_ENV !== 'production',
    overrideLabels: read.OVERRIDE_LABELS,
    subscriptions: {
      protocols: read.SUBGRAPH_SUBSCRIPTIONS,
      max: read.SUBSCRIPTIONS_MAX,
      maxPerCaller: read.SUBSCRIPTIONS_PER_CALLER,
      queueLength: read.SUBSCRIPTION_QUEUE,
      heartbeatMs: read.SUBSCRIPTION_HEARTBEAT_MS,
      reconnects: read.SUBSCRIPTION_RECONNECTS,
    },
    policyRules: read.AUTHORIZATION_POLICIES,
    corsOrigins: read.CORS_ORIGINS ?? [],
    studio,
  };
}

/**
 * The configuration of a gateway that stands alone: `variables` win over the environment's.
 * @throws ConfigError with every fault
 */
export function readStandaloneConfig(variables: Readonly<Record<string, string>>): GatewayConfig {
  return readGatewayConfig({ ...process.env, STANDALONE: 'true', ...variables });
}

/**
 * Turns Apollo's own telemetry off unless the environment says otherwise. @apollo/gateway reads the
 * variable when a gateway is made.
 */
export function disableApolloTelemetry(): void {
  process.env['APOLLO_TELEMETRY_DISABLED'] ??= '1';
}

interface StudioVariables {
  SUPERGRAPH_SOURCE?: 'file' | 'url' | 'uplink' | undefined;
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
  if (!key && !graphRef && read.SUPERGRAPH_SOURCE !== 'uplink') return undefined;
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

/** `personal-data=STAFF|ADMIN,export=export:all` */
function readPolicyRules(text: string, context: z.RefinementCtx): PolicyRules {
  const entries = text
    .split(',')
    .filter((entry) => entry.trim() !== '')
    .map((entry) => /^ *([^\s=|]+) *= *([^\s=|]+(?:\|[^\s=|]+)*) *$/.exec(entry));
  if (entries.every((entry) => entry !== null))
    return Object.fromEntries(entries.map(([, name, any]) => [name!, any!.split('|')]));
  context.addIssue({
    code: 'custom',
    message: 'must be policies such as personal-data=STAFF|ADMIN,export=export:all',
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
