/**
 * Brings app and server together: sends what waits, then asks for what changed. It tries again by itself while the
 * server is out of reach.
 */
import { isPassing, type Outcome, SignedOutError } from '@tributary/mobile-client';
import { client } from '../phone/client.js';
import { appState, change, say } from './app-state.js';
import { watched } from './connection.js';
import { describeDone } from './describe-action.js';
import { noteLines } from './known-variants.js';
import { isDone, keepUndecided } from './undecided.js';

const firstRetryMs = 3_000;
const longestRetryMs = 60_000;

let running: Promise<Outcome[]> | undefined;
let isWantedAgain = false;
let retryMs = firstRetryMs;
let retryTimer: ReturnType<typeof setTimeout> | undefined;

/** Runs once at a time; what is added meanwhile is sent as well. Answers what became of the actions. */
export function catchUp(): Promise<Outcome[]> {
  if (running) isWantedAgain = true;
  return (running ??= untilNothingWaits());
}

/** The network is back: at once, and however long it was away. */
export function resume(): void {
  retryMs = firstRetryMs;
  change({ isOnline: true });
  void catchUp();
}

async function untilNothingWaits(): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  try {
    do {
      isWantedAgain = false;
      outcomes.push(...(await once()));
    } while (isWantedAgain && appState.get().isOnline);
    return outcomes;
  } finally {
    // At once, not in a callback of the promise: who asks in between would be told of a run that is over.
    running = undefined;
  }
}

async function once(): Promise<Outcome[]> {
  clearTimeout(retryTimer);
  if (!appState.get().profile) return [];
  change({ isSyncing: true });
  let outcomes: Outcome[] = [];
  try {
    outcomes = await client.queue.replay(keep);
    // What was sent does not wait any more, however long the answer to the next question takes.
    change({ waiting: await client.queue.waiting() });
    const kept = await watched(client.store.sync());
    noteLines(kept.cart);
    change({ kept, syncedAt: Date.now() });
    // What still waits met a part of the server that is down.
    if ((await client.queue.waiting()).length > 0) retryLater();
    else retryMs = firstRetryMs;
  } catch (error) {
    if (isPassing(error)) retryLater();
    else if (!(error instanceof SignedOutError)) say((error as Error).message);
  } finally {
    change({ isSyncing: false, waiting: await client.queue.waiting() });
  }
  return outcomes;
}

/** Shows at once what the answer brought. */
async function keep(outcome: Outcome): Promise<void> {
  change({ kept: await client.store.read() });
  if (!isDone(outcome)) return keepUndecided(outcome);
  const text = describeDone(outcome);
  if (text) say(text);
}

function retryLater(): void {
  clearTimeout(retryTimer);
  retryTimer = setTimeout(() => void catchUp(), retryMs);
  retryMs = Math.min(longestRetryMs, retryMs * 2);
}
