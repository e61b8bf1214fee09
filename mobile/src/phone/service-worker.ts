/** Registers the service worker, hears what it says, and knows when a new version of the app waits. */
import { createValue } from '../state/value.js';
import type { WindowMessage, WorkerMessage } from './worker-messages.js';

/** The worker of a new version that waits for this one to end. */
export const newVersion = createValue<ServiceWorker | null>(null);

/** Answers how to stop listening. */
export function hearServiceWorker(onMessage: (message: WorkerMessage) => void): () => void {
  const listener = ({ data }: MessageEvent) => onMessage(data as WorkerMessage);
  navigator.serviceWorker.addEventListener('message', listener);
  return () => navigator.serviceWorker.removeEventListener('message', listener);
}

export async function registerServiceWorker(): Promise<void> {
  if (import.meta.env.DEV) return;
  const isFirst = navigator.serviceWorker.controller === null;
  const registration = await navigator.serviceWorker.register('/service-worker.js');
  if (registration.waiting) newVersion.set(registration.waiting);
  registration.addEventListener('updatefound', () => watch(registration));
  if (isFirst) send((await navigator.serviceWorker.ready).active, keepPictures());
}

/** A first visit has loaded its pictures past the worker. */
const keepPictures = (): WindowMessage => ({
  kind: 'KEEP_PICTURES',
  urls: [...document.images].map(({ src }) => src),
});

const send = (worker: ServiceWorker | null, message: WindowMessage): void =>
  worker?.postMessage(message, []);

/** The very first worker is no news. */
function watch({ installing }: ServiceWorkerRegistration): void {
  installing?.addEventListener('statechange', () => {
    if (installing.state === 'installed' && navigator.serviceWorker.controller)
      newVersion.set(installing);
  });
}

export function takeNewVersion(): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload());
  send(newVersion.get(), { kind: 'TAKE_OVER' });
}
