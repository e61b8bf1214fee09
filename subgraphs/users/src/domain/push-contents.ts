/** What a push says. Pure. No name and no amount: it is seen on a locked screen. */
import type { OrderMailEvent } from './mail-contents.js';

/** What the device gets, in JSON. */
export interface PushContents {
  title: string;
  body: string;
  /** The order, for the app to open. */
  orderId: string;
  news: string;
}

const texts: Record<OrderMailEvent, string> = {
  OrderConfirmed: 'Your payment has arrived.',
  OrderRejected: 'We could not accept it; nothing was charged.',
  OrderCancelled: 'It is cancelled.',
  OrderShipped: 'It is on its way.',
  OrderDelivered: 'It has arrived.',
  ReturnRequested: 'We have your wish to send something back.',
  ReturnRejected: 'We cannot take back what you asked to return.',
  OrderReturned: 'What you sent back is here.',
  OrderRefunded: 'Your money is on its way back.',
};

export interface OrderNews {
  orderId: string;
  orderNumber: string;
  news: string;
}

export const writePush = ({ orderId, orderNumber, news }: OrderNews): PushContents => ({
  title: `Order ${orderNumber}`,
  body: (texts as Record<string, string>)[news] ?? 'There is news.',
  orderId,
  news,
});
