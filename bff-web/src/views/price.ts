/** Money as a page shows it: the graph's amount, and its text in the reader's language. */
import { CodedError } from '@tributary/service';
import type { AmountFragment } from '../generated/operations.js';

/** Minor units and ISO 4217 code; the text is made when it is asked for. */
export type PriceView = AmountFragment;

interface Format {
  format: Intl.NumberFormat;
  minorUnits: number;
  /** By amount: a shop has few prices, and Intl is slow. */
  texts: Map<number, string>;
}

const maxFormats = 200;
const maxTexts = 500;
const formats = new Map<string, Format>();

/** @throws CodedError BAD_USER_INPUT when `locale` is not a language tag. */
export function formatPrice({ amount, currency }: PriceView, locale: string): string {
  const { format, minorUnits, texts } = formatOf(locale, currency);
  const known = texts.get(amount);
  if (known !== undefined) return known;
  const text = format.format(amount / minorUnits);
  if (texts.size >= maxTexts) texts.clear();
  texts.set(amount, text);
  return text;
}

function formatOf(locale: string, currency: string): Format {
  const key = `${locale} ${currency}`;
  const known = formats.get(key);
  if (known) return known;
  const format = createFormat(locale, currency);
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  const made = { format, minorUnits: 10 ** digits, texts: new Map<number, string>() };
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
