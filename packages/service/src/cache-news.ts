/**
 * Tells gateways what changed beside their mutations: what workers did, as events say. Tried until it is
 * heard. What a process that died had not told yet is covered by the next one, which begins by saying that
 * all of its subgraph may have changed.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from './logger.js';
import type { StatedChange } from './stated-changes.js';

export interface CacheNewsOptions {
  /** The subgraph that speaks. */
  subgraph: string;
  /** Gateways, such as http://gateway:4000; of those that share a Redis one will do. */
  urls: readonly string[];
  /** Their CACHE_TOKEN. */
  token: string;
  logger: Logger;
}

export interface CacheNews {
  /** Returns at once. */
  tell(changes: readonly StatedChange[]): void;
  /** Ends; what is untold is left to the next process. */
  stop(): void;
}

type Change = { subgraph: string } & Partial<StatedChange>;

const maxUntold = 1_000;
const timeoutMs = 2_000;
const maxPauseMs = 10_000;

export function startCacheNews({ subgraph, urls, token, logger }: CacheNewsOptions): CacheNews {
  const stopping = new AbortController();
  const { signal } = stopping;
  const senders = urls.map((url) => {
    const send = (changes: readonly Change[]) => post(url, token, changes, signal);
    return createSender({ subgraph, send, signal, warn: (error) => warn(logger, url, error) });
  });
  for (const sender of senders) sender([{ subgraph }]);
  return {
    tell(changes) {
      const named = changes.map((change) => ({ subgraph, ...change }));
      if (named.length > 0) for (const sender of senders) sender(named);
    },
    stop: () => stopping.abort(),
  };
}

interface SenderOptions {
  subgraph: string;
  send: (changes: readonly Change[]) => Promise<void>;
  signal: AbortSignal;
  warn: (error: unknown) => void;
}

function createSender({ subgraph, send, signal, warn: warnOf }: SenderOptions) {
  let untold: Change[] = [];
  let isRunning = false;
  const run = async () => {
    let failures = 0;
    while (untold.length > 0 && !signal.aborted) {
      const batch = untold;
      untold = [];
      try {
        await send(batch);
        failures = 0;
      } catch (error) {
        if (failures++ === 0 && !signal.aborted) warnOf(error);
        untold = gather([...batch, ...untold]);
        await pause(Math.min(maxPauseMs, 100 * 2 ** Math.min(failures, 7)), undefined, {
          signal,
          ref: false,
        }).catch(() => undefined);
      }
    }
    isRunning = false;
  };
  /** Too many to keep apart are one: all of the subgraph. */
  const gather = (changes: Change[]): Change[] =>
    changes.length > maxUntold ? [{ subgraph }] : changes;
  return (changes: readonly Change[]): void => {
    untold = gather([...untold, ...changes]);
    if (isRunning) return;
    isRunning = true;
    void run();
  };
}

async function post(url: string, token: string, changes: readonly Change[], signal: AbortSignal) {
  const response = await fetch(new URL('/cache/invalidate', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ changes }),
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`HTTP status ${response.status}`);
}

const warn = (logger: Logger, url: string, error: unknown) =>
  logger.warn({ err: error, url }, 'a gateway cannot be told what changed; it is tried again');
