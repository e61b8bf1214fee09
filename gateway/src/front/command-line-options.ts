/** The options of `npm run gateway`, in the order in which `--help` tells them. */

export interface Option {
  variable: string;
  /** What it takes. */
  takes: string;
  /** May be given several times. */
  repeats?: true;
  help: string;
}

export const options: Readonly<Record<string, Option>> = {
  supergraph: {
    variable: 'SUPERGRAPH_FILE',
    takes: 'FILE|URL|uplink',
    help: 'the supergraph: a file, an address, or Apollo Uplink (APOLLO_KEY, APOLLO_GRAPH_REF); changes are taken while it runs',
  },
  port: {
    variable: 'GATEWAY_PORT',
    takes: 'N',
    help: 'where to listen (4000); 0 takes a free one',
  },
  host: { variable: 'HOST', takes: 'ADDRESS', help: 'which address to listen at (127.0.0.1)' },
  subgraph: {
    variable: 'SUBGRAPH_URLS',
    takes: 'NAME=URL',
    repeats: true,
    help: 'where a subgraph is, instead of what the supergraph says; once for each',
  },
  'forward-headers': {
    variable: 'FORWARD_HEADERS',
    takes: 'NAME,…',
    help: "the client's headers that subgraphs get, such as authorization,x-tenant (none)",
  },
  'subgraph-errors': {
    variable: 'SUBGRAPH_ERRORS',
    takes: 'masked|shown',
    help: 'whether clients read errors with codes of the subgraphs’ own (masked)',
  },
  jwks: {
    variable: 'USERS_JWKS_URL',
    takes: 'URL',
    help: 'keys of access tokens; without them every caller is a guest',
  },
  'jwt-issuer': {
    variable: 'JWT_ISSUER',
    takes: 'NAME',
    help: 'the claim iss that access tokens must have; needed with --jwks',
  },
  'jwt-audience': {
    variable: 'JWT_AUDIENCE',
    takes: 'NAME,…',
    help: 'the claim aud of access tokens, one of these; needed with --jwks',
  },
  'jwt-algorithms': {
    variable: 'JWT_ALGORITHMS',
    takes: 'NAME,…',
    help: 'what access tokens may be signed with (RS256,ES256,EdDSA); asymmetric ones only',
  },
  'cost-limits': {
    variable: 'COST_LIMITS',
    takes: 'LIMITS',
    help: 'the highest cost of one operation, by client (*=5000)',
  },
  'body-limit': {
    variable: 'BODY_LIMIT_BYTES',
    takes: 'BYTES',
    help: 'the largest body of a request (1048576)',
  },
  'max-depth': { variable: 'MAX_DEPTH', takes: 'N', help: 'fields within fields (15)' },
  'max-aliases': { variable: 'MAX_ALIASES', takes: 'N', help: 'aliases in a document (50)' },
  'max-directives': {
    variable: 'MAX_DIRECTIVES',
    takes: 'N',
    help: 'directives in a document (50)',
  },
  'max-tokens': { variable: 'MAX_TOKENS', takes: 'N', help: 'tokens of a document (5000)' },
  'trusted-documents': {
    variable: 'TRUSTED_DOCUMENTS',
    takes: 'CLIENT=FILE,…',
    help: 'manifests of documents, by client (none)',
  },
  'cors-origins': {
    variable: 'CORS_ORIGINS',
    takes: 'ORIGIN,…',
    help: 'origins whose pages may call from a browser (none)',
  },
  'cache-dir': {
    variable: 'SUPERGRAPH_CACHE_DIR',
    takes: 'FOLDER',
    help: 'where the last good supergraph is kept (.data/supergraph; of a file none is kept)',
  },
  'poll-ms': {
    variable: 'SUPERGRAPH_POLL_MS',
    takes: 'N',
    help: 'how often an address is asked for a new supergraph (10000)',
  },
  'log-level': {
    variable: 'LOG_LEVEL',
    takes: 'LEVEL',
    help: 'fatal, error, warn, info, debug (info)',
  },
};
