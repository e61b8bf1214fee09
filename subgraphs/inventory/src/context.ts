/** What a resolver has at hand: the caller, this request's loaders, and the service's store. */
import type { JobsDesk } from '@tributary/messaging';
import type { Identity } from '@tributary/service';
import type { Effects } from './effects.js';
import type { Loaders } from './loaders.js';
import type { Store } from './store.js';
import type { StockUpdates } from './subscriptions/stock-updates.js';

export interface Context {
  identity: Identity;
  loaders: Loaders;
  /** Before the state is read again: what was loaded is old. */
  renewLoaders(): void;
  store: Store;
  effects: Effects;
  updates: StockUpdates;
  jobs: JobsDesk;
  /** Put before the path of a picture that this service draws. */
  publicImagesUrl: string;
}
