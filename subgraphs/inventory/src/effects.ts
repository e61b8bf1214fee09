/** What a command takes from the world instead of reaching for it: the time and new ids. */
import { createId } from '@tributary/service';

export interface Effects {
  now: () => Date;
  /** UUIDv7. */
  createId: () => string;
}

export const realEffects: Effects = { now: () => new Date(), createId };
