/** Web Push on this device: asked for by a click, and again after each sign-in of who had asked. */
import type { PushState, PushSubscriptionKeys } from '@tributary/mobile-client';
import { client } from './client.js';

/** Besides what the client tells: the browser has no push, or could not reach its push service. */
export type DevicePushState = PushState | 'UNSUPPORTED' | 'FAILED';

const isSupported = () => 'PushManager' in window && 'Notification' in window;

/** As far as the browser knows; the server is not asked. */
export async function pushState(): Promise<DevicePushState> {
  if (!isSupported()) return 'UNSUPPORTED';
  if (Notification.permission === 'denied') return 'REFUSED';
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.pushManager.getSubscription()) ? 'ON' : 'OFF';
}

/** Browsers go on trying for a push service that is out of reach; people do not. */
const patienceMs = 15_000;

/** FAILED also when it takes too long; should it come about later, the server is told all the same. @throws as `send` */
export async function enablePush(): Promise<DevicePushState> {
  if (!isSupported()) return 'UNSUPPORTED';
  const tooLate = new Promise<'FAILED'>((resolve) => setTimeout(resolve, patienceMs, 'FAILED'));
  try {
    return await Promise.race([client.push.enable(subscribe), tooLate]);
  } catch (error) {
    if (error instanceof DOMException) return 'FAILED';
    throw error;
  }
}

export async function disablePush(): Promise<void> {
  await client.push.disable();
  const registration = await navigator.serviceWorker.ready;
  await (await registration.pushManager.getSubscription())?.unsubscribe();
}

/** A subscription belongs to a session: the new one is told of it. */
export async function renewPush(): Promise<void> {
  if ((await pushState()) === 'ON') await enablePush();
}

async function subscribe(key: string): Promise<PushSubscriptionKeys | null> {
  if ((await Notification.requestPermission()) !== 'granted') return null;
  const registration = await navigator.serviceWorker.ready;
  const subscription = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: key,
  });
  const { endpoint, keys } = subscription.toJSON();
  return { endpoint: endpoint!, p256dh: keys!['p256dh']!, auth: keys!['auth']! };
}
