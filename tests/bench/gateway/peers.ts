/** Who takes part, how each is started, and what it cannot do. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exportJWK, generateKeyPair } from 'jose';
import type { RunningGraph } from './running-graph.js';
import type { PeerName } from './options.js';

export interface Command {
  args: readonly string[];
  env: NodeJS.ProcessEnv;
}

export interface Peer {
  name: PeerName;
  title: string;
  /** Operations it answers; all when undefined. */
  answers?: readonly string[];
  command(graph: RunningGraph, port: number): Promise<Command>;
}

const local = (name: string) => fileURLToPath(new URL(name, import.meta.url));
/** As docker-compose.yml and `npm run gateway` start it. */
const productionFlags = ['--enable-source-maps', '--max-semi-space-size=64'];
const gatewayMain = local('../../../gateway/dist/main.js');

/** @param folder where the peers are installed */
export function createPeers(folder: string): Readonly<Record<PeerName, Peer>> {
  const script = (name: string) => join(folder, name);
  return {
    ours: {
      name: 'ours',
      title: 'Tributary',
      command: async ({ supergraphFile }, port) => ({
        args: [...productionFlags, gatewayMain],
        env: await ownEnvironment(supergraphFile, port),
      }),
    },
    stock: {
      name: 'stock',
      title: '@apollo/gateway',
      command: async ({ supergraphFile }, port) => ({
        args: [script('stock.mjs'), supergraphFile, String(port)],
        env: {},
      }),
    },
    hive: {
      name: 'hive',
      title: 'Hive Gateway (Rust planner)',
      command: async ({ supergraphFile }, port) => ({
        args: [hiveMain(folder), 'supergraph', supergraphFile, ...hiveOptions(port)],
        env: { HIVE_ROUTER_RUNTIME: 'true', LOG_LEVEL: 'error' },
      }),
    },
    mercurius: {
      name: 'mercurius',
      title: 'Mercurius',
      answers: ['list', 'tiny'],
      command: async ({ servicesFile }, port) => ({
        args: [script('mercurius.mjs'), servicesFile, String(port)],
        env: {},
      }),
    },
    join: {
      name: 'join',
      title: 'join by hand',
      answers: ['deep'],
      command: async ({ servicesFile }, port) => ({
        args: [script('join.mjs'), servicesFile, String(port)],
        env: {},
      }),
    },
  };
}

function hiveMain(folder: string): string {
  const require = createRequire(join(folder, 'package.json'));
  return join(require.resolve('@graphql-hive/gateway'), '..', 'bin.js');
}

const hiveOptions = (port: number) => [
  '--port',
  String(port),
  '--host',
  '127.0.0.1',
  '--fork',
  '1',
  '--hive-router-runtime',
];

/** Production, and nothing changed but the limit of cost, which the heavy operation would run into. */
async function ownEnvironment(supergraphFile: string, port: number): Promise<NodeJS.ProcessEnv> {
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  return {
    SUPERGRAPH_FILE: supergraphFile,
    GATEWAY_PORT: String(port),
    GATEWAY_IDENTITY_KEY: JSON.stringify(await exportJWK(privateKey)),
    COST_LIMITS: '*=100000000',
    LOG_LEVEL: 'error',
  };
}
