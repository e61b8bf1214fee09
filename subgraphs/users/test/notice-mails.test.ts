import { describe, expect, it } from 'vitest';
import { backInStockMail, cartReminder, lowStockDigest } from '../src/domain/notice-mails.js';

const userId = '019aa07d-f280-7000-8000-000000000001';

describe('the reminder of a cart', () => {
  const cart = {
    userId,
    lines: [{ sku: 'MUG-BLUE', name: 'Mug <small> — Blue', quantity: 2 }],
    moreLines: 0,
    subtotal: { amount: 2_480, currency: 'EUR' as const },
  };

  it('lists what is in it, what it comes to and the way back', () => {
    const { text, html } = cartReminder(cart, 'Grace', 'https://shop.test/cart');
    expect(text).toContain('\n\n- 2 × Mug <small> — Blue\n\n');
    expect(text).toContain('€24.80');
    expect(text).toContain('https://shop.test/cart');
    expect(html).toContain('<ul><li>2 × Mug &#60;small&#62; — Blue</li></ul>');
  });

  it('counts what it does not list', () => {
    const textWith = (moreLines: number) => cartReminder({ ...cart, moreLines }, 'Grace', '').text;
    expect(textWith(0)).not.toContain('more item');
    expect(textWith(1)).toContain('- and 1 more item\n');
    expect(textWith(7)).toContain('- and 7 more items\n');
  });
});

describe('the digest of low stock', () => {
  const mug = { sku: 'MUG-BLUE', name: 'Mug — Blue', available: 3, threshold: 5 };

  it('names a variant that is alone in the subject', () => {
    const { subject, text } = lowStockDigest({ variants: [mug] }, 'Staff');
    expect(subject).toBe('Low stock: Mug — Blue');
    expect(text).toContain('- 3 left: Mug — Blue (MUG-BLUE), threshold 5');
  });

  it('counts several in the subject and lists them', () => {
    const bowl = { ...mug, sku: 'BOWL', name: 'Bowl', available: 0 };
    const { subject, text } = lowStockDigest({ variants: [mug, bowl] }, 'Staff');
    expect(subject).toBe('Low stock: 2 variants');
    expect(text).toContain('- Sold out: Bowl (BOWL), threshold 5');
  });
});

it('the mail about stock that is back names the variant and leads to it', () => {
  const event = { sku: 'MUG-BLUE', name: 'Mug — Blue', productSlug: 'mug', userIds: [userId] };
  const { subject, text } = backInStockMail(event, 'Grace', 'https://shop.test/products/mug');
  expect(subject).toBe('Back in stock: Mug — Blue');
  expect(text).toContain('https://shop.test/products/mug');
});
