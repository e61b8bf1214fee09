/** The processes of the system, their ports and how they find one another. One list for start and tests. */
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '..');
/** Where the embedded databases, their secrets and the logs live. */
export const dataDir = resolve(process.env['TRIBUTARY_DATA_DIR'] ?? join(root, '.data'));

export interface StackProcess {
  name: string;
  /** Folder of its workspace, from the root. */
  workspace: string;
  entry: 'main' | 'worker';
  portVariable: string;
  port: number;
  /** What a person finds there, for the list that `npm start` prints. */
  shows?: { label: string; path: string };
}

const subgraph = (name: string, port: number, workerPort: number): StackProcess[] => [
  {
    name,
    workspace: `subgraphs/${name}`,
    entry: 'main',
    portVariable: `${name.toUpperCase()}_PORT`,
    port,
  },
  {
    name: `${name}-worker`,
    workspace: `subgraphs/${name}`,
    entry: 'worker',
    portVariable: `${name.toUpperCase()}_WORKER_PORT`,
    port: workerPort,
  },
];

/** In the order of starting: what others call comes first. */
export const processes: readonly StackProcess[] = [
  ...subgraph('users', 4001, 4011),
  ...subgraph('inventory', 4003, 4014),
  ...subgraph('orders', 4002, 4012),
  {
    name: 'gateway',
    workspace: 'gateway',
    entry: 'main',
    portVariable: 'GATEWAY_PORT',
    port: 4000,
    shows: { label: 'Gateway and explorer', path: '/' },
  },
  {
    name: 'bff-web',
    workspace: 'bff-web',
    entry: 'main',
    portVariable: 'BFF_WEB_PORT',
    port: 4100,
    shows: { label: 'Shop (its API is at /graphql)', path: '/' },
  },
  {
    name: 'bff-mobile',
    workspace: 'bff-mobile',
    entry: 'main',
    portVariable: 'BFF_MOBILE_PORT',
    port: 4200,
    shows: { label: 'Mobile app (its API is at /graphql)', path: '/' },
  },
];

/** Workspaces that call the gateway under their own name. */
export const clientsOfGateway = ['bff-web', 'bff-mobile'];

/** Where the gateway's build puts the documents that such a client sends. */
export const manifestOf = (client: string): string =>
  join(root, 'gateway/dist/documents', `${client}.json`);

/** What the built gateway is told of them. */
export const trustedDocuments = (): Record<string, string> => ({
  TRUSTED_DOCUMENTS: clientsOfGateway.map((name) => `${name}=${manifestOf(name)}`).join(),
});

export const grpcPort = { variable: 'INVENTORY_GRPC_PORT', port: 4013 };

type Environment = Record<string, string | undefined>;

/** The port a process listens on in this environment. */
export const portOf = (process: StackProcess, env: Environment): number =>
  Number(env[process.portVariable] ?? process.port);

/** Where the processes find one another on this machine; what the environment already says stays. */
export function addresses(env: Environment): Record<string, string> {
  const at = (name: string) => {
    const found = processes.find((process) => process.name === name)!;
    return `http://127.0.0.1:${portOf(found, env)}`;
  };
  const found: Record<string, string> = {
    USERS_URL: `${at('users')}/graphql`,
    ORDERS_URL: `${at('orders')}/graphql`,
    INVENTORY_URL: `${at('inventory')}/graphql`,
    USERS_JWKS_URL: `${at('users')}/.well-known/jwks.json`,
    GATEWAY_URL: `${at('gateway')}/graphql`,
    GATEWAY_CACHE_URLS: at('gateway'),
    INVENTORY_GRPC_URL: `127.0.0.1:${env[grpcPort.variable] ?? grpcPort.port}`,
    PUBLIC_IMAGES_URL: at('bff-web'),
    PUBLIC_WEB_URL: at('bff-web'),
    // The gateway hears of its callers' addresses from the BFFs, on this machine.
    TRUST_PROXY: 'true',
  };
  for (const name of Object.keys(found)) if (env[name]) delete found[name];
  return found;
}
