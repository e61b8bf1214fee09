/**
 * The service worker: the app opens without a network, pictures that were seen are kept, and a push becomes a
 * notification that opens its order. What is the user's own is none of its business: the client keeps that.
 */
import {
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  precacheAndRoute,
} from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import type { WindowMessage } from '../phone/worker-messages.js';
import { keepAll, keepPictures } from './pictures.js';
import { openOrder, showNews } from './push.js';

declare const self: ServiceWorkerGlobalScope;
/** Written by the build. */
declare const __APP_FILES__: { url: string; revision: string | null }[];

precacheAndRoute(__APP_FILES__);
cleanupOutdatedCaches();
registerRoute(
  new NavigationRoute(createHandlerBoundToURL('/index.html'), {
    denylist: [/^\/(?:graphql|health|metrics|images)(?:\/|$)/],
  }),
);
keepPictures();

self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('message', (event) => {
  const message = event.data as WindowMessage;
  if (message.kind === 'TAKE_OVER') void self.skipWaiting();
  else event.waitUntil(keepAll(message.urls));
});
self.addEventListener('push', (event) => event.waitUntil(showNews(event.data)));
self.addEventListener('notificationclick', (event) =>
  event.waitUntil(openOrder(event.notification)),
);
