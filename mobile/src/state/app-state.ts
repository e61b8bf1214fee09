/** What the whole app knows at this moment. Screens read it; only the files beside this one change it. */
import type {
  Kept,
  Outcome,
  ProfileContentsFragment,
  QueuedAction,
} from '@tributary/mobile-client';
import { createValue, useValue } from './value.js';

export interface AppState {
  /** Null for nobody. */
  profile: ProfileContentsFragment | null;
  /** E-mail address of the session that the server ended, until somebody signs in. */
  endedSessionOf: string | null;
  /** Whether the server could be reached the last time, as far as is known. */
  isOnline: boolean;
  /** What the app keeps, as the server has it. */
  kept: Kept;
  /** What the user did and the server has not heard of. */
  waiting: readonly QueuedAction[];
  /** What the server answered that the user has to decide on. */
  undecided: readonly Outcome[];
  isSyncing: boolean;
  /** In ms since the epoch; null when it never was. */
  syncedAt: number | null;
  /** What was just done, for a moment. */
  notice: string | null;
}

export const appState = createValue<AppState>({
  profile: null,
  endedSessionOf: null,
  isOnline: navigator.onLine,
  kept: { orders: {}, cart: null, products: {} },
  waiting: [],
  undecided: [],
  isSyncing: false,
  syncedAt: null,
  notice: null,
});

export const change = (part: Partial<AppState>): void =>
  appState.set({ ...appState.get(), ...part });

export const useApp = (): AppState => useValue(appState);

let noticeTimer: ReturnType<typeof setTimeout> | undefined;

/** Says it for some seconds, to screen readers too. */
export function say(notice: string): void {
  change({ notice });
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => change({ notice: null }), 6_000);
}
