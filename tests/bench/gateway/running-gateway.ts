/** A gateway of the benchmark that is up and answers. */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '@tributary/embedded/free-port';
import { type NodeProcess, startProcess } from './node-process.js';
import type { Peer } from './peers.js';
import type { RunningGraph } from './running-graph.js';

export interface RunningGateway extends NodeProcess {
  peer: Peer;
  url: string;
}

const startTimeoutMs = 60_000;

/** @param folder where the peers are installed */
export async function startGateway(
  peer: Peer,
  graph: RunningGraph,
  folder: string,
): Promise<RunningGateway> {
  const port = await freePort();
  const { args, env } = await peer.command(graph, port);
  const report = join(folder, 'report-memory.mjs');
  const child = startProcess({ args, env, cwd: folder, report });
  const url = `http://127.0.0.1:${port}/graphql`;
  const deadline = Date.now() + startTimeoutMs;
  while (!(await isListening(url))) {
    if (!child.isRunning() || Date.now() > deadline) {
      await child.stop();
      throw new Error(`${peer.title} does not start.`);
    }
    await pause(100);
  }
  return { ...child, peer, url };
}

/** Whatever it answers: the answers are looked at later. */
const isListening = (url: string) =>
  ask(url, JSON.stringify({ query: '{ __typename }' })).then(
    () => true,
    () => false,
  );

export async function ask(url: string, body: string): Promise<string> {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body });
  return response.text();
}
