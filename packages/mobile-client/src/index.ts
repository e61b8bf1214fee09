export { isPassing, OutOfReachError, RefusedError, SignedOutError } from './client-error.js';
export * from './generated/operations.js';
export {
  createMobileClient,
  type MobileClient,
  type MobileClientOptions,
} from './mobile-client.js';
export type { Action, ActionResult, Outcome, QueuedAction } from './offline-queue.js';
export type { PersistedDocument } from './persisted-document.js';
export type { Fetch, Platform, Storage } from './platform.js';
export type { Push, PushState, PushSubscriptionKeys, Subscribe } from './push.js';
export type { Kept } from './sync-store.js';
