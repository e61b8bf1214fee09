/** Money as a page shows it: the graph's amount, and its text in the reader's language. */
import { CodedError } from '@tributary/service';
import type { AmountFragment } from '../generated/operations.js';

/** Minor units and ISO 4217 code; the text is made when it is asked for. */
export type PriceView = AmountFragment;

const maxFormats = 200;
const formats = new Map<string, { format: Intl.NumberFormat; minorUnits: number }>();

/** @throws CodedError BAD_USER_INPUT when `locale` is not a language tag. */
export function formatPrice({ amount, currency }: PriceView, locale: string): string {
  const { format, minorUnits } = formatOf(locale, currency);
  return format.format(amount / minorUnits);
}

function formatOf(locale: string, currency: string) {
  const key = `${locale} ${currency}`;
  const known = formats.get(key);
  if (known) return known;
  const format = createFormat(locale, currency);
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  const made = { format, minorUnits: 10 ** digits };
  if (formats.size >= maxFormats) formats.clear();
  formats.set(key, made);
  return made;
}

function createFormat(locale: string, currency: string): Intl.NumberFormat {
  try {
    return new Intl.NumberFormat(locale, { style: 'currency', currency });
  } catch {
    throw new CodedError('BAD_USER_INPUT', '"locale" must be a language tag, such as en or de-AT.');
  }
}
