/** What the finders of steps share. */
import type { Player } from './effects.js';
import type { Life } from './order-life.js';

export type StepKind =
  /** Happens by itself sooner or later. */
  | 'PROGRESS'
  /** Somebody may do it or not. */
  | 'WISH'
  /** Goes wrong, as often as the search allows. */
  | 'FAULT';

export interface Step {
  kind: StepKind;
  label: string;
  to: Life;
  /** The key of `to`. */
  key: string;
}

export type Change = (life: Life) => Promise<void> | void;
export type Add = (kind: StepKind, label: string, change: Change) => Promise<void>;
/** The life that the steps start from, and where they are put. */
export interface Search {
  life: Life;
  mayFail: boolean;
  inbox: boolean;
  add: Add;
  play: Player;
}
