import type { CostFragment } from '@tributary/mobile-client';

const formats = new Map<string, Intl.NumberFormat>();

function formatOf(currency: string): Intl.NumberFormat {
  const known =
    formats.get(currency) ?? new Intl.NumberFormat('en-IE', { style: 'currency', currency });
  formats.set(currency, known);
  return known;
}

/** As people write it: all currencies of the shop have two digits. */
export const formatPrice = ({ amount, currency }: CostFragment): string =>
  formatOf(currency).format(amount / 100);

export const Price = ({ of }: { of: CostFragment }) => (
  <span className="price">{formatPrice(of)}</span>
);
