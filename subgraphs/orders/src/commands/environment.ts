/** What commands are given: nothing in this folder reads a clock, a configuration or chance by itself. */
import type { Logger } from '@tributary/service';
import type { Catalogue } from '../quotes/catalogue.js';
import type { Store } from '../store.js';

/** The part of the environment that the event process has as well. */
export interface EventEnvironment {
  store: Store;
  logger: Logger;
  now(): Date;
  createId(): string;
}

export interface Environment extends EventEnvironment {
  catalogue: Catalogue;
}

/** Who asks: the buyer of an order may do some things with it, staff others. */
export interface Caller {
  userId: string;
  isStaff: boolean;
}
