/** Starts the built system as `npm start` does, on free ports and in a folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { grpcPort, processes, root } from '../../scripts/stack.js';

export interface RunningStack {
  /** Base URL of each process by name, such as `gateway`, without a slash at the end. */
  urls: Record<string, string>;
  /** Everything that was printed so far. */
  output(): string;
  env: Record<string, string>;
  pid: number;
  dataDir: string;
  /** Sends the signal and waits for the end; resolves with the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** Removes the data folder. */
  remove(): void;
}

/** Ports nobody listens on just now, one for each process. */
export async function freePorts(): Promise<Record<string, string>> {
  const names = [
    ...processes.map(({ portVariable }) => portVariable),
    grpcPort.variable,
    'EMBEDDED_PG_PORT',
  ];
  const servers = await Promise.all(names.map(() => listenAnywhere()));
  const ports = names.map((name, index) => [name, String(servers[index]!.port)] as const);
  await Promise.all(servers.map(({ close }) => close()));
  return Object.fromEntries(ports);
}

function listenAnywhere(): Promise<{ port: number; close: () => Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      resolve({ port, close: () => new Promise((closed) => server.close(() => closed())) });
    });
  });
}

/**
 * Starts the system and resolves when it says that it is ready.
 * @throws Error with what it printed when it ends before that.
 */
export async function startStack(options: {
  env?: Record<string, string>;
  dataDir?: string;
  args?: string[];
}): Promise<RunningStack> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'tributary-e2e-'));
  const env: Record<string, string> = {
    ...(await freePorts()),
    ...options.env,
    TRIBUTARY_DATA_DIR: dataDir,
  };
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'scripts/start.ts', ...(options.args ?? [])],
    {
      cwd: root,
      env: { ...process.env, NODE_ENV: 'development', ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream!.on('data', (text: Buffer) => {
      output += text.toString();
    });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await untilReady(child, ended, () => output);
  const urls = processes.map(({ name, portVariable }) => [
    name,
    `http://127.0.0.1:${env[portVariable]}`,
  ]);
  return {
    urls: Object.fromEntries(urls) as Record<string, string>,
    output: () => output,
    env,
    pid: child.pid!,
    dataDir,
    stop: (signal = 'SIGTERM') => {
      child.kill(signal);
      return ended;
    },
    remove: () => rmSync(dataDir, { recursive: true, force: true }),
  };
}

async function untilReady(
  child: ChildProcess,
  ended: Promise<number | null>,
  output: () => string,
): Promise<void> {
  const ready = new Promise<true>((resolve) => {
    const look = () => output().includes('Ready after') && resolve(true);
    child.stdout!.on('data', look);
  });
  const outcome = await Promise.race([ready, ended]);
  if (outcome !== true) throw new Error(`The system ended with code ${outcome}:\n${output()}`);
}
