/** What a resolver has at hand: the caller, this request's loaders, and the service's store. */
import type { Identity } from '@tributary/service';
import type { Effects } from './effects.js';
import type { Loaders } from './loaders.js';
import type { Store } from './store.js';

export interface Context {
  identity: Identity;
  loaders: Loaders;
  store: Store;
  effects: Effects;
  /** Put before the path of a picture that this service draws. */
  publicImagesUrl: string;
}
