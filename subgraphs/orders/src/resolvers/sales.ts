import { CodedError, requireStaff } from '@tributary/service';
import type { QueryResolvers, SalesDay } from '../generated/resolvers.js';

const dayMs = 86_400_000;
const daysMax = 90;

export const salesQueries = {
  async sales(_parent, { days: wanted }, { identity, env }) {
    requireStaff(identity);
    const days = lastDays(requireDays(wanted ?? 30), env.now());
    for (const { day, ...total } of await env.store.salesSince(new Date(days[0]!.day)))
      addTotal(
        days.find((each) => each.day === day),
        total,
      );
    return days;
  },
} satisfies QueryResolvers;

function addTotal(day: SalesDay | undefined, total: SalesDay['totals'][number]): void {
  // Placed after midnight, while this was being read.
  if (!day) return;
  day.orders += total.orders;
  day.totals.push(total);
}

/** The last days in UTC, today the last of them, nothing sold yet. */
const lastDays = (count: number, now: Date): SalesDay[] =>
  Array.from({ length: count }, (_, index) => ({
    day: new Date(now.getTime() - (count - 1 - index) * dayMs).toISOString().slice(0, 10),
    orders: 0,
    totals: [],
  }));

function requireDays(days: number): number {
  if (days >= 1 && days <= daysMax) return days;
  throw new CodedError('BAD_USER_INPUT', `"days" must be 1 to ${daysMax}.`);
}
