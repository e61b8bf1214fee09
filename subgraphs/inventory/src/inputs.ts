/** What callers may send, checked at the edge. A fault is BAD_USER_INPUT and names the field. */
import { currencies } from '@tributary/contracts';
import { CodedError } from '@tributary/service';
import { z } from 'zod';

const storable = (text: string) => !text.includes('\0') && !/\p{Surrogate}/u.test(text);
const text = (min: number, max: number) =>
  z.string().trim().min(min).max(max).refine(storable, 'must be plain Unicode text');
const uuid = z.uuid();
const slug = z
  .string()
  .max(100)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case letters, digits and hyphens');
const sku = z
  .string()
  .max(64)
  .regex(/^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$/, 'must be letters, digits and hyphens');
const idempotencyKey = text(8, 100);
const amount = z.int().min(1).max(100_000_000);
const currency = z.enum(currencies);
const unitsMax = 1_000_000;

const image = z.object({
  url: text(1, 2_000).refine(isImageUrl, 'must be an http(s) URL or a path that begins with "/"'),
  alt: text(0, 500),
});
const images = z.array(image).max(10);
const variant = z.object({ sku, name: text(1, 100), amount, currency });

const product = z.object({
  slug,
  name: text(1, 200),
  description: text(0, 10_000),
  category: slug,
  images: images.default([]),
});

const oneCurrency = (variants: { currency: string }[]) =>
  new Set(variants.map((each) => each.currency)).size === 1;
const distinctSkus = (variants: { sku: string }[]) =>
  new Set(variants.map((each) => each.sku)).size === variants.length;

const variantsOf = <T extends z.ZodType<{ sku: string; currency: string }>>(schema: T) =>
  z
    .array(schema)
    .min(1)
    .max(50)
    .refine(oneCurrency, 'must all be in one currency')
    .refine(distinctSkus, 'must have different SKUs');

export const createProductInput = product.extend({ variants: variantsOf(variant) });

/** A line of an import: a new product that may come with stock. */
export const importLine = product.extend({
  variants: variantsOf(variant.extend({ quantity: z.int().min(0).max(unitsMax).default(0) })),
});

export const updateProductInput = z.object({
  id: z.string(),
  name: text(1, 200).nullish(),
  description: text(0, 10_000).nullish(),
  category: slug.nullish(),
  images: images.nullish(),
});

export const setPriceInput = z.object({ sku: z.string(), amount, currency });

export const receiveStockInput = z.object({
  sku: z.string(),
  quantity: z.int().min(1).max(unitsMax),
  reference: text(1, 200),
  idempotencyKey,
});

export const adjustStockInput = z.object({
  sku: z.string(),
  delta: z
    .int()
    .min(-unitsMax)
    .max(unitsMax)
    .refine((delta) => delta !== 0, 'must not be 0'),
  reason: text(1, 200),
  idempotencyKey,
});

export const setLowStockThresholdInput = z.object({
  sku: z.string(),
  threshold: z.int().min(0).max(unitsMax),
});

const importBytesMax = 900_000;

const importFile = z
  .string()
  .refine((file) => Buffer.byteLength(file) <= importBytesMax, 'must be 900 kB at most')
  .refine((file) => file.trim() !== '', 'must have a line')
  .refine(storable, 'must be plain Unicode text')
  .nullish();

export const importCatalogueInput = z
  .object({ jsonLines: importFile, json: importFile, csv: importFile, idempotencyKey })
  .refine(
    ({ jsonLines, json, csv }) =>
      [jsonLines, json, csv].filter((file) => file != null).length === 1,
    'must have one of jsonLines, json and csv',
  );

const price = z.int().min(0);

export const productFilter = z.object({
  search: text(0, 100).nullish(),
  category: z.string().nullish(),
  priceMin: price.nullish(),
  priceMax: price.nullish(),
  inStock: z.boolean().nullish(),
});

export const stockFilter = z.object({
  search: text(0, 100).nullish(),
  level: z.enum(['IN_STOCK', 'LOW', 'OUT']).nullish(),
  withdrawn: z.boolean().nullish(),
});

/** SKUs to watch; what cannot be one is left out. */
export const watchedSkus = z
  .array(z.string())
  .min(1)
  .max(50)
  .transform((skus) => [...new Set(skus.filter(isSku))]);

export type CreateProduct = z.infer<typeof createProductInput>;
export type ImportLine = z.infer<typeof importLine>;
export type UpdateProduct = z.infer<typeof updateProductInput>;
export type SetPrice = z.infer<typeof setPriceInput>;
export type ReceiveStock = z.infer<typeof receiveStockInput>;
export type AdjustStock = z.infer<typeof adjustStockInput>;

/** @throws CodedError BAD_USER_INPUT that names the first field at fault, below `name` */
export function readInput<T>(schema: z.ZodType<T>, value: unknown, name = 'input'): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new CodedError('BAD_USER_INPUT', describeFault(result.error, name));
}

/** The first fault, as a sentence: `"input.variants.0.sku" must be letters, digits and hyphens.` */
export function describeFault(error: z.ZodError, name?: string): string {
  const issue = error.issues[0]!;
  const path = [...(name ? [name] : []), ...issue.path.map(String)].join('.');
  const sentence = issue.message.endsWith('.') ? issue.message : `${issue.message}.`;
  return path ? `"${path}": ${sentence}` : sentence;
}

/** Whether the text can be a key of that kind at all; what cannot is not found, not an error. */
export const isUuid = (value: string): boolean => uuid.safeParse(value).success;
export const isSku = (value: string): boolean => sku.safeParse(value).success;
export const isSlug = (value: string): boolean => slug.safeParse(value).success;

function isImageUrl(url: string): boolean {
  if (url.startsWith('/')) return !url.startsWith('//');
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
