/** A subgraph in a process of its own whose ways can be changed, and which tells what it was asked meanwhile. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Mode } from './modes.js';

/** What happened at a subgraph between two changes of its mode. */
export interface Tally {
  requests: number;
  /** The most requests that had no answer yet. */
  mostAtOnce: number;
  connections: number;
  sentBytes: number;
}

export interface FaultySubgraph {
  url: string;
  /** Resolves with what happened in the mode before. */
  setMode(mode: Mode): Promise<Tally>;
  stop(): void;
}

/** @param isNice whether it gets only the processor time that nobody else wants */
export async function startFaultySubgraph(isNice = false): Promise<FaultySubgraph> {
  const entry = fileURLToPath(new URL('subgraph-process.ts', import.meta.url));
  const child = fork(entry, isNice ? ['nice'] : [], { execArgv: ['--import', 'tsx'] });
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', (message) => resolve(message as string));
    child.once('exit', (code) => reject(new Error(`The subgraph ended with code ${code}.`)));
  });
  return {
    url,
    setMode: (mode) =>
      new Promise((resolve) => {
        child.once('message', (message) => resolve(message as Tally));
        child.send(mode);
      }),
    stop: () => child.disconnect(),
  };
}
