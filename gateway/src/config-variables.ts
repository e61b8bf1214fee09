/** The variables of the gateway's environment: names, defaults and bounds. */
import { variable } from '@tributary/service';
import { z } from 'zod';
import { readPolicyRules } from './authorization/read-policy-rules.js';
import { readCostLimits } from './demand/read-cost-limits.js';
import { readManifestFiles } from './documents/read-manifest-files.js';
import { readForwardedNames } from './front/forward-headers.js';
import { readOrigins } from './front/read-origins.js';
import { readSubgraphUrls } from './front/subgraph-urls.js';
import { defaultLimits } from './limits.js';
import { readOverrideLabels } from './override/decide-overrides.js';
import { readPolicies } from './resilience/policy.js';
import { ownProtocols, readProtocols } from './subscriptions/settings.js';
import { readAlgorithms } from './token-rules.js';

const usersJwks = 'http://127.0.0.1:4001/.well-known/jwks.json';

/**
 * What shows the schema is on by default in development only. A gateway that stands alone needs no key:
 * its subgraphs are not ours.
 */
export const gatewayVariables = (development: boolean, standalone: boolean) => ({
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
  JWT_ISSUER: z.string().optional(),
  JWT_AUDIENCE: z.string().optional(),
  JWT_ALGORITHMS: z.string().transform(readAlgorithms).optional(),
  GATEWAY_IDENTITY_KEY: standalone ? variable.jwk().optional() : variable.jwk(),
  SUBGRAPH_ERRORS: z.enum(['masked', 'shown']).default('masked'),
  FORWARD_HEADERS: z.string().transform(readForwardedNames).optional(),
  SUBGRAPH_TIMEOUT_MS: variable.count(10_000, 300_000),
  SUBGRAPH_POLICIES: z.string().transform(readPolicies).optional(),
  REQUEST_TIMEOUT_MS: variable.count(15_000, 300_000),
  INTROSPECTION: variable.flag(development),
  EXPLORER: variable.flag(development),
  TRUST_PROXY: variable.flag(false),
  PUBLIC_HTTPS: variable.flag(false),
  BODY_LIMIT_BYTES: variable.count(1_048_576, 104_857_600),
  UNREAD_TIMEOUT_MS: variable.count(30_000, 600_000),
  MAX_TOKENS: variable.count(defaultLimits.maxTokens, 1_000_000),
  MAX_DEPTH: variable.count(defaultLimits.maxDepth, 1_000),
  MAX_ALIASES: variable.count(defaultLimits.maxAliases, 100_000),
  MAX_DIRECTIVES: variable.count(defaultLimits.maxDirectives, 100_000),
  COST_LIMITS: z.string().default('*=5000').transform(readCostLimits),
  TRUSTED_DOCUMENTS: z.string().transform(readManifestFiles).optional(),
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
  CACHE_MAX_MB: z.coerce.number().int().min(0).max(65_536).default(64),
  CACHE_STALE_SECONDS: z.coerce.number().int().min(0).max(86_400).default(30),
  CACHE_TOKEN: z.string().min(16).optional(),
  REDIS_URL: variable.redisUrl().optional(),
  APOLLO_KEY: z.string().optional(),
  APOLLO_GRAPH_REF: z.string().optional(),
  APOLLO_UPLINK_ENDPOINTS: z.string().optional(),
  APOLLO_USAGE_REPORTING_URL: variable.url().optional(),
});
