/** What staff may ask of the list of orders, checked at the edge. */
import { CodedError } from '@tributary/service';
import type { OrderFilter } from './generated/resolvers.js';
import { isSku, isStorable, isUuid } from './inputs.js';
import type { OrderListFilter } from './store.js';

const wordsMax = 10;
const charactersMax = 200;
const texts = ['search', 'buyer', 'product'] as const;

/**
 * The filter as the store takes it; null when nothing can fit: an id or a SKU that cannot be one, a text without
 * a letter or digit. An empty text is one that was not given.
 * @throws CodedError BAD_USER_INPUT naming the field, never echoing the value
 */
export function readOrderFilter(filter?: OrderFilter | null): OrderListFilter | null {
  const { status, placedFrom, placedTo, number, sku, buyerId, totalMin, totalMax } = filter ?? {};
  if (number != null && (!isStorable(number) || number.length > 40))
    throw new CodedError('BAD_USER_INPUT', '"filter.number" is not an order number.');
  const read: OrderListFilter = {
    status: status ?? undefined,
    placedFrom: placedFrom ?? undefined,
    placedTo: placedTo ?? undefined,
    number: number ?? undefined,
    sku: sku ?? undefined,
    buyerId: buyerId ?? undefined,
    totalMin: totalMin ?? undefined,
    totalMax: totalMax ?? undefined,
  };
  for (const name of texts) read[name] = readText(name, filter?.[name]);
  const isWordless = texts.some((name) => read[name] && !/[\p{L}\p{N}]/u.test(read[name]));
  const isNobodys = read.buyerId !== undefined && !isUuid(read.buyerId);
  const isNoSku = read.sku !== undefined && !isSku(read.sku);
  return isWordless || isNobodys || isNoSku ? null : read;
}

function readText(name: string, value?: string | null): string | undefined {
  const text = value?.trim() ?? '';
  if (text === '') return undefined;
  if (!isStorable(text))
    throw new CodedError('BAD_USER_INPUT', `"filter.${name}" must be plain Unicode text.`);
  if (text.length > charactersMax || text.split(/\s+/).length > wordsMax)
    throw new CodedError(
      'BAD_USER_INPUT',
      `"filter.${name}" may have ${wordsMax} words and ${charactersMax} characters at most.`,
    );
  return text;
}
