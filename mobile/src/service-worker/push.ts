/** A push, as the users service writes it, becomes a notification; a click on it opens the order. */
import type { WorkerMessage } from '../phone/worker-messages.js';

declare const self: ServiceWorkerGlobalScope;

interface OrderNews {
  title: string;
  body: string;
  orderId: string;
}

/** Browsers demand that each push shows something, also one that makes no sense. */
const unreadable: OrderNews = { title: 'Tributary', body: 'There is news.', orderId: '' };

export async function showNews(data: PushMessageData | null): Promise<void> {
  const { title, body, orderId } = read(data);
  await self.registration.showNotification(title, {
    body,
    // News of the same order replaces what was told of it before.
    tag: orderId,
    icon: '/icon-192.png',
    data: { orderId },
  });
  await tell({ kind: 'ORDER_NEWS', orderId });
}

function read(data: PushMessageData | null): OrderNews {
  try {
    const news = data?.json() as Partial<OrderNews> | undefined;
    return { ...unreadable, ...news };
  } catch {
    return unreadable;
  }
}

export async function openOrder(notification: Notification): Promise<void> {
  notification.close();
  const { orderId } = notification.data as { orderId: string };
  const path = orderId ? `/orders/${orderId}` : '/orders';
  const [open] = await windows();
  if (!open) {
    await self.clients.openWindow(path);
    return;
  }
  await tell({ kind: 'OPEN_ORDER', orderId });
  await open.focus();
}

async function tell(message: WorkerMessage): Promise<void> {
  for (const window of await windows()) window.postMessage(message, []);
}

const windows = () => self.clients.matchAll({ type: 'window', includeUncontrolled: true });
