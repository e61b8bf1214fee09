/** Reading what was typed into a form. */
import type { Currency } from '../generated/staff-documents.js';

export const textOf = (values: FormData, name: string): string => {
  const value = values.get(name);
  return typeof value === 'string' ? value.trim() : '';
};

/** A whole number; NaN when it is none. */
export const wholeOf = (values: FormData, name: string): number => {
  const text = textOf(values, name);
  return /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
};

const digitsOf = (currency: Currency): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
    .maximumFractionDigits ?? 2;

/** An amount as people type it, `19.90` or `19,9`, in minor units; NaN when it is none. */
export function toMinor(text: string, currency: Currency = 'EUR'): number {
  const digits = digitsOf(currency);
  const [, whole, part = ''] = /^(\d+)(?:[.,](\d+))?$/.exec(text.trim()) ?? [];
  if (whole === undefined || part.length > digits) return Number.NaN;
  return Number(whole + part.padEnd(digits, '0'));
}

/** Minor units as people type them: `19.90`. */
export const toMajor = (amount: number, currency: Currency): string =>
  (amount / 10 ** digitsOf(currency)).toFixed(digitsOf(currency));

/** Minor units as people read them: `€19.90`. */
export const formatMinor = (
  amount: number,
  currency: Currency,
  options: Intl.NumberFormatOptions = {},
): string =>
  new Intl.NumberFormat('en', { style: 'currency', currency, ...options }).format(
    amount / 10 ** digitsOf(currency),
  );
