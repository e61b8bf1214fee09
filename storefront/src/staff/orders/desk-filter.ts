/** The order desk's filter as it stands in the address. */
import type { OrderDeskFilter, OrderStatus } from '../../generated/staff-documents.js';
import { toMinor } from '../form-values.js';
import { statusNames } from './order-status.js';

const dayMs = 86_400_000;

/** What does not make sense is left out. Days are the reader's own; `to` is one of them. */
export function readDeskFilter(params: URLSearchParams): OrderDeskFilter {
  const status = params.get('status');
  const placedTo = readDay(params.get('to'));
  return {
    search: params.get('search') || undefined,
    product: params.get('product') || undefined,
    status: isStatus(status) ? [status] : undefined,
    placedFrom: readDay(params.get('from'))?.toISOString(),
    placedTo: placedTo && new Date(placedTo.getTime() + dayMs).toISOString(),
    totalMin: readAmount(params.get('min')),
    totalMax: readAmount(params.get('max')),
  };
}

const isStatus = (text: string | null): text is OrderStatus => text !== null && text in statusNames;

function readDay(text: string | null): Date | undefined {
  const day = text ? new Date(`${text}T00:00:00`) : undefined;
  return day && !Number.isNaN(day.getTime()) ? day : undefined;
}

function readAmount(text: string | null): number | undefined {
  const amount = text ? toMinor(text) : Number.NaN;
  return Number.isSafeInteger(amount) && amount < 2 ** 31 ? amount : undefined;
}
