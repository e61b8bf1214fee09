/** The gateway as a process of its own, with a record of every host it tries to reach. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from '../../scripts/bundle.js';

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

export interface GatewayProcess {
  /** Where it listens; rejects when it ends before it does. */
  url: Promise<string>;
  /** The exit code. */
  ended: Promise<number | null>;
  hosts(): Promise<string[]>;
  stop(): Promise<void>;
}

export const gatewayProgram = path('../src/main.ts');

/**
 * The source as `build` bundles it, for tests of several processes: each starts in a moment then.
 * @returns the program for `spawnGateway`, and how to remove it
 */
export async function bundleGateway(): Promise<{ program: string[]; remove(): Promise<void> }> {
  // Beside the build, so that its npm packages are found.
  const parent = path('../dist');
  await mkdir(parent, { recursive: true });
  const outdir = await mkdtemp(join(parent, 'test-'));
  await bundle([gatewayProgram], { outdir, sources: path('../src') });
  return {
    program: [join(outdir, 'main.js')],
    remove: () => rm(outdir, { recursive: true }),
  };
}

/** @param program the script to run and its arguments */
export async function spawnGateway(
  env: NodeJS.ProcessEnv,
  program: readonly string[] = [gatewayProgram],
): Promise<GatewayProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'tributary-record-'));
  const file = join(folder, 'hosts');
  await writeFile(file, '');
  const isSource = program[0]!.endsWith('.ts');
  const record = ['--import', path('record-connections.mjs')];
  const imports = isSource ? ['--import', 'tsx', ...record] : record;
  const child = spawn(process.execPath, [...imports, ...program], {
    env: { PATH: process.env['PATH'], GATEWAY_PORT: '0', RECORD_FILE: file, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return {
    url: readAddress(child, ended),
    ended,
    hosts: async () => [...new Set((await readFile(file, 'utf8')).split('\n').filter(Boolean))],
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

function readAddress(child: ChildProcess, ended: Promise<number | null>): Promise<string> {
  const listening = new Promise<string>((resolve) => {
    let text = '';
    child.stdout!.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const address = /"address":"([^"]+)"/.exec(text)?.[1];
      if (address) resolve(address);
    });
  });
  const tooEarly = ended.then((code) => {
    throw new Error(`The gateway ended with code ${code}.`);
  });
  tooEarly.catch(() => {});
  const url = Promise.race([listening, tooEarly]);
  url.catch(() => {});
  return url;
}
