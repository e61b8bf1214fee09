/** What the parts of one reconciliation share. */
import type { Limits } from './check.js';
import type { Tally } from './report.js';
import type { Sources } from './sources.js';

/** @param total unknown for what is counted while it is read */
export type OnProgress = (
  step: 'stock' | 'orders' | 'events' | 'suspects',
  done: number,
  total?: number,
) => void;

export interface Run {
  sources: Sources;
  /** Name of the payment provider, as the configuration has it. */
  providerName: string;
  tally: Tally;
  limits: Limits;
  progress: OnProgress;
  signal?: AbortSignal | undefined;
}
