import { describe, expect, it } from 'vitest';
import { formatMoney, orderMails, verificationMail } from '../src/domain/mail-contents.js';

describe('a mail', () => {
  it('says the same in text and HTML, with its link', () => {
    const url = 'https://shop.test/verify-email?token=abc&x=1';
    const { text, html } = verificationMail('Grace', url);
    expect(text).toContain('Hello Grace,');
    expect(text).toContain(url);
    expect(html).toContain('<p>Hello Grace,</p>');
    expect(html).toContain('href="https://shop.test/verify-email?token=abc&#38;x=1"');
  });

  it('escapes what people wrote', () => {
    const { html } = verificationMail('<img src=x onerror=alert(1)>', 'https://shop.test/');
    expect(html).not.toContain('<img');
  });

  it('names the order and its total', () => {
    const mail = orderMails.OrderConfirmed(
      {
        orderId: '019aa07d-f280-7000-8000-000000000001',
        orderNumber: 'T-1042',
        buyerId: '019aa07d-f280-7000-8000-000000000002',
        lines: [{ sku: 'A', quantity: 2 }],
        total: { amount: 123_405, currency: 'EUR' },
      },
      'Grace',
    );
    expect(mail.subject).toBe('Your order T-1042 is confirmed');
    expect(mail.text).toContain('€1,234.05 for order T-1042 (2 items)');
  });
});

describe('a mail about part of an order', () => {
  const order = {
    orderId: '01890000-0000-7000-8000-000000000001',
    orderNumber: 'TR-7',
    buyerId: '01890000-0000-7000-8000-0000000000b1',
  };
  const lines = [{ sku: 'MUG', quantity: 2 }];

  it('says that a parcel has left and that the rest follows', () => {
    const part = { ...order, trackingCode: 'P1', lines, isPartial: true };
    const mail = orderMails.OrderShipped(part, 'Ada');
    expect(mail.subject).toBe('Part of your order TR-7 is on its way');
    expect(mail.text).toContain('A parcel of order TR-7 (2 items) has left');
    expect(mail.text).toContain('The rest follows');
    const last = orderMails.OrderShipped({ ...part, isPartial: false }, 'Ada');
    expect(last.subject).toBe('Your order TR-7 is on its way');
    expect(last.text).not.toContain('The rest follows');
  });

  it('says that a parcel has arrived', () => {
    expect(orderMails.OrderDelivered({ ...order, isPartial: true }, 'Ada').subject).toBe(
      'Part of your order TR-7 has arrived',
    );
    expect(orderMails.OrderDelivered(order, 'Ada').subject).toBe('Your order TR-7 has arrived');
  });

  it('says what is to come back, and what is not taken back', () => {
    const asked = { ...order, reason: 'Chipped', lines };
    expect(orderMails.ReturnRequested(asked, 'Ada').text).toContain('return 2 items of order TR-7');
    const refused = { ...order, returnId: order.orderId, reason: 'Worn' };
    expect(orderMails.ReturnRejected(refused, 'Ada').text).toContain('Reason: Worn.');
  });
});

describe('money', () => {
  it('is formatted without rounding', () => {
    expect(formatMoney({ amount: 5, currency: 'GBP' })).toBe('£0.05');
    expect(formatMoney({ amount: -250, currency: 'USD' })).toBe('-$2.50');
    expect(formatMoney({ amount: 9_007_199_254_740_991, currency: 'USD' })).toBe(
      '$90,071,992,547,409.91',
    );
  });
});
