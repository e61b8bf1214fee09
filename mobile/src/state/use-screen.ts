/**
 * One screen's answer: first as it was the last time, then as it is. Out of reach it stays as it was, and says of
 * when that is.
 */
import { isPassing, type PersistedDocument } from '@tributary/mobile-client';
import { useCallback, useEffect, useState } from 'react';
import { client } from '../phone/client.js';
import { useApp } from './app-state.js';
import { watched } from './connection.js';
import { keepScreen, readScreen } from './screen-cache.js';

export interface ScreenAnswer<D> {
  data: D | null;
  /** Of when the data are, when they could not be had anew. In ms since the epoch. */
  asOf: number | null;
  /** Why there are none, or no new ones; null while all is well. */
  fault: 'OUT_OF_REACH' | 'REFUSED' | null;
  reload: () => void;
}

type Found<D> = Omit<ScreenAnswer<D>, 'reload'> & { key: string };

const nothing = { data: null, asOf: null, fault: null };

/** @param refreshMs asks again so often, while the screen is seen */
export function useScreen<D, V>(
  document: PersistedDocument<D, V>,
  variables: V,
  refreshMs?: number,
): ScreenAnswer<D> {
  const { profile, isOnline } = useApp();
  const key = `${profile?.id ?? 'guest'} ${document.name} ${JSON.stringify(variables)}`;
  const [found, setFound] = useState<Found<D>>({ key, ...nothing });
  const [round, setRound] = useState(0);

  useEffect(() => {
    let isWanted = true;
    const show = (next: (before: Found<D>) => Found<D>) => {
      if (isWanted) setFound((before) => next(before.key === key ? before : { key, ...nothing }));
    };
    void load({ key, document, variables }, show);
    return () => {
      isWanted = false;
    };
    // The key stands for document, variables and user; the round and the network for asking again.
    // oxlint-disable-next-line react-hooks/exhaustive-deps, react/exhaustive-effect-dependencies
  }, [key, round, isOnline]);

  const reload = useCallback(() => setRound((before) => before + 1), []);
  useRefresh(refreshMs, reload);
  return { ...(found.key === key ? found : nothing), reload };
}

interface Wanted<D, V> {
  key: string;
  document: PersistedDocument<D, V>;
  variables: V;
}
type Show<D> = (next: (before: Found<D>) => Found<D>) => void;

async function load<D, V>(
  { key, document, variables }: Wanted<D, V>,
  show: Show<D>,
): Promise<void> {
  const kept = await readScreen(key).catch(() => undefined);
  if (kept) show((before) => ({ ...before, data: before.data ?? (kept.data as D) }));
  try {
    const data = await watched(client.send(document, variables));
    show(() => ({ key, data, asOf: null, fault: null }));
    await keepScreen(key, data);
  } catch (error) {
    const fault = isPassing(error) ? 'OUT_OF_REACH' : 'REFUSED';
    show((before) => ({ ...before, asOf: kept?.at ?? null, fault }));
  }
}

function useRefresh(everyMs: number | undefined, refresh: () => void): void {
  useEffect(() => {
    if (everyMs === undefined) return undefined;
    const timer = setInterval(() => {
      if (window.document.visibilityState === 'visible') refresh();
    }, everyMs);
    return () => clearInterval(timer);
  }, [everyMs, refresh]);
}
