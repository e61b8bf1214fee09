/**
 * Installs the other gateways in a folder of their own, outside the workspace, at exact versions. What
 * is there from an earlier run is used again.
 */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const manifest = {
  name: 'bench-gateway-peers',
  private: true,
  type: 'module',
  dependencies: {
    '@apollo/gateway': '2.14.4',
    '@apollo/server': '5.5.1',
    '@graphql-hive/gateway': '2.15.1',
    '@graphql-hive/router-runtime': '1.4.23',
    '@mercuriusjs/gateway': '5.2.0',
    autocannon: '9.0.0',
    fastify: '5.12.8',
    graphql: '16.15.0',
    mercurius: '16.10.1',
    undici: '7.30.2',
  },
  // Not every registry has the newest of these.
  overrides: {
    '@graphql-tools/batch-execute': '10.2.0',
    '@whatwg-node/promise-helpers': '1.3.2',
  },
};

const folder = fileURLToPath(new URL('../../../.bench/gateway-peers', import.meta.url));
const scripts = fileURLToPath(new URL('peers', import.meta.url));
const marker = join(folder, 'installed.json');

/** @returns the folder */
export async function installPeers(say: (message: string) => void): Promise<string> {
  await mkdir(folder, { recursive: true });
  const wanted = JSON.stringify(manifest, null, 2);
  if ((await readFile(marker, 'utf8').catch(() => '')) !== wanted) {
    say(`Installing the peers in ${folder}; this takes a minute or two.`);
    await writeFile(join(folder, 'package.json'), wanted);
    const args = ['install', '--no-audit', '--no-fund', '--ignore-scripts'];
    await promisify(execFile)('npm', args, { cwd: folder });
    await writeFile(marker, wanted);
  }
  for (const name of await readdir(scripts))
    await copyFile(join(scripts, name), join(folder, name));
  return folder;
}
