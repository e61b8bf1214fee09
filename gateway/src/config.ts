/** Configuration of the gateway. */
import { fileURLToPath } from 'node:url';
import { ConfigError, type Jwk, readConfig } from '@tributary/service';
import type { PolicyRules } from './authorization/caller-grants.js';
import type { CacheConfig } from './cache/gateway-cache.js';
import { readCacheConfig } from './cache/read-cache-config.js';
import { gatewayVariables } from './config-variables.js';
import type { CostLimits } from './demand/cost-limit.js';
import type { Manifests } from './documents/read-manifest-files.js';
import type { ForwardedNames } from './front/forward-headers.js';
import type { DocumentLimits } from './limits.js';
import type { OverrideLabels } from './override/decide-overrides.js';
import type { SubgraphPolicies } from './resilience/policy.js';
import { readStudio, type StudioConfig } from './studio-config.js';
import type { SubscriptionSettings } from './subscriptions/settings.js';
import { readSupergraphConfig, type SupergraphConfig } from './supergraph/supergraph-config.js';
import { readTokenRules, type TokenRules } from './token-rules.js';

/** The committed supergraph: beside src/ and dist/ alike. */
const committedSupergraph = fileURLToPath(new URL('../supergraph.graphql', import.meta.url));
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
  /** Which of the tokens that those keys signed are believed. */
  tokens: TokenRules;
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
  /** Whether browsers reach the gateway by https: then they are told to stay with it. */
  isPublicHttps: boolean;
  /** Largest body of a request, and largest message over a WebSocket. */
  bodyLimitBytes: number;
  /** How long a client may leave unread what it is being sent. */
  unreadTimeoutMs: number;
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
  /** Keeping answers of subgraphs; undefined means that none is kept. */
  cache?: CacheConfig | undefined;
  /** Whoever has it may say what changed; undefined means that nobody may. */
  cacheToken?: string | undefined;
  /** Apollo Studio; undefined means that nothing of Apollo's is ever called. */
  studio?: StudioConfig | undefined;
}

/** @throws ConfigError with every fault. */
export function readGatewayConfig(env: NodeJS.ProcessEnv = process.env): GatewayConfig {
  const standalone = env['STANDALONE'] === 'true' || env['STANDALONE'] === '1';
  const read = readConfig(gatewayVariables(env['NODE_ENV'] !== 'production', standalone), env);
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
    tokens: readTokenRules(read, standalone),
    identityKey: read.GATEWAY_IDENTITY_KEY,
    showsSubgraphErrors: read.SUBGRAPH_ERRORS === 'shown',
    forwardedHeaders: read.FORWARD_HEADERS ?? [],
    subgraphTimeoutMs: read.SUBGRAPH_TIMEOUT_MS,
    subgraphPolicies: read.SUBGRAPH_POLICIES ?? {},
    requestTimeoutMs: read.REQUEST_TIMEOUT_MS,
    introspection: read.INTROSPECTION,
    explorer: read.EXPLORER,
    trustProxy: read.TRUST_PROXY,
    isPublicHttps: read.PUBLIC_HTTPS,
    bodyLimitBytes: read.BODY_LIMIT_BYTES,
    unreadTimeoutMs: read.UNREAD_TIMEOUT_MS,
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
    cache: readCacheConfig(read),
    cacheToken: read.CACHE_TOKEN,
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
