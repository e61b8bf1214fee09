/** Answers to queued actions that the user has to decide on, kept until then: also by an app that is closed. */
import type { Outcome } from '@tributary/mobile-client';
import { storage } from '../phone/platform.js';
import { appState, change } from './app-state.js';

/** Each user's own. */
const keyOf = (userId: string) => `undecided ${userId}`;
/** Types of answers that say it was done. */
const done = new Set(['Cart', 'OrderPlaced', 'OrderChanged']);

export const isDone = (outcome: Outcome): boolean =>
  'result' in outcome && done.has(outcome.result.__typename);

/** @param userId null for nobody */
export async function readUndecided(userId: string | null): Promise<void> {
  const text = userId === null ? null : await storage.get(keyOf(userId));
  change({ undecided: text === null ? [] : (JSON.parse(text) as Outcome[]) });
}

/** An action has one answer, however often it is told. */
export async function keepUndecided(outcome: Outcome): Promise<void> {
  const others = appState.get().undecided.filter(({ action }) => action.id !== outcome.action.id);
  await write([...others, outcome]);
}

export const dismiss = (id: string): Promise<void> =>
  write(appState.get().undecided.filter(({ action }) => action.id !== id));

export const forgetUndecided = (): Promise<void> => write([]);

async function write(undecided: Outcome[]): Promise<void> {
  change({ undecided });
  const { profile } = appState.get();
  if (profile) await storage.set(keyOf(profile.id), JSON.stringify(undecided));
}
