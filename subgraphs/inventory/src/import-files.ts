/**
 * Import files as people have them, turned into the JSON lines that imports are kept as. A product keeps the
 * number of its line (of its row, of its place in a list), so that a refusal names what its author sees.
 * Whether a product is any good is not looked at here: that costs it its line alone, a broken file costs all.
 */
import { CodedError } from '@tributary/service';
import { CsvError, parse } from 'csv-parse/sync';

export interface ImportFile {
  jsonLines?: string | null | undefined;
  json?: string | null | undefined;
  csv?: string | null | undefined;
}

export const importLinesMax = 10_000;

/** One product per line. @throws CodedError BAD_USER_INPUT for a file that is none of its kind, or too long */
export function toJsonLines({ jsonLines, json, csv }: ImportFile): string {
  if (typeof csv === 'string') return fromCsv(csv);
  if (typeof json === 'string') return fromJson(json);
  return requireLines(jsonLines ?? '');
}

function requireLines(lines: string): string {
  if (lines.trimEnd().split('\n').length > importLinesMax) refuse('jsonLines', tooLong);
  return lines;
}

const tooLong = `it has more than ${importLinesMax.toLocaleString('en')} lines; divide it.`;

function fromJson(text: string): string {
  let products: unknown;
  try {
    products = JSON.parse(text);
  } catch {
    return refuse('json', 'it is not JSON.');
  }
  if (!Array.isArray(products) || products.length === 0)
    return refuse('json', 'it must be a list of products.');
  if (products.length > importLinesMax) refuse('json', tooLong);
  return products.map((product) => JSON.stringify(product)).join('\n');
}

const columns = {
  product: ['slug', 'name', 'description', 'category'],
  variant: ['sku', 'variant', 'amount', 'currency'],
  optional: ['quantity', 'image', 'imageAlt'],
} as const;
const required: readonly string[] = [...columns.product, ...columns.variant];
const known: readonly string[] = [...required, ...columns.optional];

type Row = Record<string, string | undefined>;

interface CsvRow {
  record: Row;
  info: { lines: number };
}

/** A row per variant; rows of one slug are one product, which the first of them describes. */
function fromCsv(text: string): string {
  const rows = readRows(text);
  if (rows.length === 0) refuse('csv', 'it has no rows below its head.');
  if (rows.length > importLinesMax) refuse('csv', tooLong);
  const products = new Map<string, { line: number; rows: Row[] }>();
  for (const { record, info } of rows) {
    const slug = record['slug'] ?? '';
    const product = products.get(slug);
    if (product) product.rows.push(record);
    else products.set(slug, { line: info.lines, rows: [record] });
  }
  const lines: string[] = Array.from({ length: rows.at(-1)!.info.lines }, () => '');
  for (const { line, rows: own } of products.values())
    lines[line - 1] = JSON.stringify(toProduct(own));
  return lines.join('\n');
}

function readRows(text: string): CsvRow[] {
  try {
    return parse(text, {
      bom: true,
      columns: requireHead,
      delimiter: [',', ';', '\t'],
      info: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as CsvRow[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = (error as { lines?: number }).lines;
    return refuse('csv', `line ${line ?? 1} is not a row of this table: ${error.message}.`);
  }
}

function requireHead(head: string[]): string[] {
  const missing = required.filter((name) => !head.includes(name));
  if (missing.length > 0) refuse('csv', `its head lacks ${missing.join(', ')}.`);
  const unknown = head.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    refuse(
      'csv',
      `its head has ${unknown.join(', ').slice(0, 100)}; known are ${known.join(', ')}.`,
    );
  return head;
}

function toProduct(rows: readonly Row[]): object {
  const { slug, name, description, category, image, imageAlt } = rows[0]!;
  return {
    slug,
    name,
    description,
    category,
    images: image ? [{ url: image, alt: imageAlt || name }] : [],
    variants: rows.map(({ sku, variant, amount, currency, quantity }) => ({
      sku,
      name: variant,
      amount: toNumber(amount),
      currency,
      ...(quantity && { quantity: toNumber(quantity) }),
    })),
  };
}

/** What is no number stays as it is, to be refused with its line. */
const toNumber = (text = '') => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text);

function refuse(field: keyof ImportFile, fault: string): never {
  throw new CodedError('BAD_USER_INPUT', `"input.${field}": ${fault}`);
}
