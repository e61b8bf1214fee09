/** What the service worker and the app's window say to one another. Types alone: both are built with them. */

/** From the worker. */
export type WorkerMessage =
  { kind: 'ORDER_NEWS'; orderId: string } | { kind: 'OPEN_ORDER'; orderId: string };

/** From the window: take over from the version before; keep what was loaded before there was a worker. */
export type WindowMessage = { kind: 'TAKE_OVER' } | { kind: 'KEEP_PICTURES'; urls: string[] };
