/**
 * Watches from outside how long orders stay open, by its own clock: those of the processes may be
 * skewed. An order is open while it is PENDING or AWAITING_PAYMENT.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Databases } from './databases.js';

export interface Observer {
  /** Orders that were open at the last look, by when each was first seen. */
  open(): ReadonlyMap<string, number>;
  /** How long each settled order was open, in ms. */
  settledMs(): number[];
  /** From `at` until every order that was open then had settled; undefined when one has not. */
  recoveryMs(at: number): number | undefined;
  stop(): Promise<void>;
}

const lookEveryMs = 250;

export function startObserver({ query }: Pick<Databases, 'query'>): Observer {
  const open = new Map<string, number>();
  const lives: { from: number; to: number }[] = [];
  let stopping = false;

  async function look(): Promise<void> {
    const rows = await query<{ id: string }>(
      'orders',
      `SELECT id FROM orders WHERE status IN ('PENDING', 'AWAITING_PAYMENT')`,
    );
    const now = Date.now();
    const seen = new Set(rows.map(({ id }) => id));
    for (const id of seen) if (!open.has(id)) open.set(id, now);
    for (const [id, from] of open)
      if (!seen.has(id)) {
        open.delete(id);
        lives.push({ from, to: now });
      }
  }

  async function keepLooking(): Promise<void> {
    for (; !stopping; await sleep(lookEveryMs))
      // The server is one of the things that die; the next look is soon enough.
      await look().catch(() => undefined);
  }
  const looking = keepLooking();
  return {
    open: () => open,
    settledMs: () => lives.map(({ from, to }) => to - from),
    recoveryMs(at) {
      if ([...open.values()].some((from) => from <= at)) return undefined;
      const hit = lives.filter(({ from, to }) => from <= at && to > at);
      return hit.reduce((longest, { to }) => Math.max(longest, to - at), 0);
    },
    async stop() {
      stopping = true;
      await looking;
    },
  };
}
