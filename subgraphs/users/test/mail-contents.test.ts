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

describe('money', () => {
  it('is formatted without rounding', () => {
    expect(formatMoney({ amount: 5, currency: 'GBP' })).toBe('£0.05');
    expect(formatMoney({ amount: -250, currency: 'USD' })).toBe('-$2.50');
    expect(formatMoney({ amount: 9_007_199_254_740_991, currency: 'USD' })).toBe(
      '$90,071,992,547,409.91',
    );
  });
});
