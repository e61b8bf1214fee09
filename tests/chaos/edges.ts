/** Who speaks to whom: each pair has a proxy, and each process is told the proxies' addresses. */
import { grpcPort, processes } from '../../scripts/stack.js';
import { findPort } from './ports.js';
import { startProxy, type TcpProxy } from './tcp-proxy.js';

/** The processes that the chaos runs. The mobile BFF is left out: it is another front of the same gateway. */
export const serviceNames = [
  'users',
  'users-worker',
  'inventory',
  'inventory-worker',
  'orders',
  'orders-worker',
  'gateway',
  'bff-web',
] as const;
export type ServiceName = (typeof serviceNames)[number];

const subgraphs = ['users', 'inventory', 'orders'] as const;
const workers = subgraphs.map((name) => `${name}-worker` as const);

export const edgeNames = [
  ...[...subgraphs, ...workers].map((name) => `${name}>database` as const),
  ...workers.map((name) => `${name}>broker` as const),
  ...subgraphs.map((name) => `gateway>${name}` as const),
  'orders>inventory' as const,
  'bff-web>gateway' as const,
  'load>gateway' as const,
  'load>bff-web' as const,
];
export type EdgeName = (typeof edgeNames)[number];

export interface Edges {
  proxies: Record<EdgeName, TcpProxy>;
  urls: { gateway: string; web: string };
  /** A process's own ports and the addresses of its peers. */
  envOf(name: ServiceName): Record<string, string>;
  heal(): void;
  close(): Promise<void>;
}

/** @param env of the whole system, with addresses that lead straight to databases and broker */
export async function createEdges(env: Record<string, string>): Promise<Edges> {
  const ports = await choosePorts();
  const to = (variable: string) => ({ host: '127.0.0.1', port: Number(ports[variable]) });
  const brokerVariable = env['REDIS_URL'] ? 'REDIS_URL' : 'JOBS_DATABASE_URL';
  const portOf = (name: string) => processes.find((found) => found.name === name)!.portVariable;

  const target = (edge: EdgeName) => {
    const [from, peer] = edge.split('>') as [string, string];
    if (peer === 'database') return addressIn(env[databaseVariable(from)]!);
    if (peer === 'broker') return addressIn(env[brokerVariable]!);
    return to(edge === 'orders>inventory' ? grpcPort.variable : portOf(peer));
  };
  const started = edgeNames.map(async (edge) => [edge, await startProxy(target(edge))] as const);
  const proxies = Object.fromEntries(await Promise.all(started)) as Record<EdgeName, TcpProxy>;
  const at = (edge: EdgeName) => `http://127.0.0.1:${proxies[edge].port}`;
  const throughProxy = (url: string, edge: EdgeName) => {
    const changed = new URL(url);
    changed.port = String(proxies[edge].port);
    return changed.href;
  };

  function envOf(name: ServiceName): Record<string, string> {
    const found: Record<string, string> = { ...ports, TRUST_PROXY: 'true' };
    for (const edge of edgeNames.filter((each) => each.startsWith(`${name}>`))) {
      const peer = edge.split('>')[1]!;
      if (peer === 'database')
        found[databaseVariable(name)] = throughProxy(env[databaseVariable(name)]!, edge);
      else if (peer === 'broker') found[brokerVariable] = throughProxy(env[brokerVariable]!, edge);
      else if (edge === 'orders>inventory')
        found['INVENTORY_GRPC_URL'] = `127.0.0.1:${proxies[edge].port}`;
      else found[`${peer.toUpperCase()}_URL`] = `${at(edge)}/graphql`;
    }
    found['USERS_JWKS_URL'] = `${at('gateway>users')}/.well-known/jwks.json`;
    return found;
  }

  const all = Object.values(proxies);
  return {
    proxies,
    urls: { gateway: `${at('load>gateway')}/graphql`, web: `${at('load>bff-web')}/graphql` },
    envOf,
    heal: () => all.forEach((proxy) => proxy.heal()),
    close: async () => void (await Promise.all(all.map((proxy) => proxy.close()))),
  };
}

async function choosePorts(): Promise<Record<string, string>> {
  const variables = [...processes.map(({ portVariable }) => portVariable), grpcPort.variable];
  const chosen: Record<string, string> = {};
  for (const variable of variables) chosen[variable] = String(await findPort());
  return chosen;
}

const databaseVariable = (process: string) =>
  `${process.replace('-worker', '').toUpperCase()}_DATABASE_URL`;

function addressIn(url: string): { host: string; port: number } {
  const { hostname: host, port } = new URL(url);
  return { host, port: Number(port) };
}
