/** What the small shop's services tell staff: figures and background work. */
import type { ServiceName } from './shop.js';

type At = <T>(service: ServiceName, work: () => T) => T;

export const deskOf = (at: At): Record<string, unknown> => ({
  sales: ({ days }: { days: number }) =>
    at('orders', () =>
      Array.from({ length: days }, (_, index) => ({
        day: `2026-01-${String(index + 1).padStart(2, '0')}`,
        orders: index,
        totals: [{ currency: 'EUR', orders: index, amount: 3_000_000_000 + index }],
      })),
    ),
  stockReport: () =>
    at('inventory', () => ({
      levels: [{ level: 'LOW', variants: 1, units: 4_000_000_000 }],
      categories: () => at('inventory', () => [{ category: lamps, variants: 2, ...counted }]),
      lowStock: ({ first }: { first: number }) =>
        ['lamp-2-A', 'lamp-2-B'].slice(0, first).map(toScarce),
    })),
  ...jobsOf(at, 'users'),
  ...jobsOf(at, 'orders'),
  ...jobsOf(at, 'inventory'),
});

const lamps = { slug: 'lamps', name: 'Lamps' };
const counted = { soldOut: 1, units: 7 };

const toScarce = (sku: string) => ({
  sku,
  name: 'A',
  price: { amount: 1_000, currency: 'EUR' },
  stock: { available: 1, level: 'LOW' },
  product: { slug: 'lamp-2', name: 'Lamp 2', images: [] },
});

function jobsOf(at: At, service: ServiceName) {
  const failedAt = '2026-02-02T08:00:00.000Z';
  const letter = { id: `${service}-1`, queue: service, event: 'OrderConfirmed', subjectId: 'o-1' };
  return {
    [`${service}Jobs`]: () =>
      at(service, () => ({
        queues: [{ name: service, waiting: 1, active: 2, delayed: 3, failed: 4 }],
        schedules: [{ name: `${service}.audit`, everyMs: 500 }],
        deadLetters: ({ first }: { first: number }) =>
          Array.from({ length: first }, () => ({
            ...letter,
            attempts: 8,
            failedAt,
            reason: 'why',
            replayableUntil: failedAt,
          })),
      })),
    [`replay${service[0]!.toUpperCase()}${service.slice(1)}Job`]: ({
      input: { queue, id },
    }: {
      input: { queue: string; id: string };
    }) =>
      at(service, () =>
        id === 'old'
          ? { __typename: 'JobTooOld', message: `Too old for ${service}.` }
          : { __typename: 'JobReplayed', id, queue },
      ),
  };
}
