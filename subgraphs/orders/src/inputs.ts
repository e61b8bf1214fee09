/** What callers may send, checked at the edge. A fault is BAD_USER_INPUT and names the field. */
import { CodedError } from '@tributary/service';
import { z } from 'zod';
import { maxCartLines, maxLineQuantity } from './domain/cart.js';
import { addUnits } from './domain/units.js';

/** Whether PostgreSQL can keep a text. */
export const isStorable = (text: string) => !text.includes('\0') && !/\p{Surrogate}/u.test(text);
const text = (min: number, max: number) =>
  z.string().trim().min(min).max(max).refine(isStorable, 'must be plain Unicode text');
const optionalText = (max: number) =>
  text(0, max)
    .nullish()
    .transform((value) => value || null);
const idempotencyKey = text(8, 100);
const reason = text(1, 500);

const address = z.object({
  name: text(1, 200),
  line1: text(1, 200),
  line2: optionalText(200),
  city: text(1, 100),
  region: optionalText(100),
  postalCode: text(1, 20),
  country: z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 alpha-2 code'),
});

export const addToCartInput = z.object({
  sku: z.string(),
  quantity: z.int().min(1).max(maxLineQuantity),
});

export const setCartLineInput = z.object({
  sku: z.string(),
  quantity: z.int().min(0).max(maxLineQuantity),
});

export const replayCartChangeInput = setCartLineInput.extend({
  idempotencyKey,
  expectedQuantity: z.int().min(0).max(maxLineQuantity),
});

export const placeOrderInput = z.object({
  idempotencyKey,
  shippingAddress: address,
  paymentToken: text(1, 200),
});

export const reasonInput = z.object({ orderId: z.string(), reason });

/** Units of an order's lines; the same SKU twice is summed. Null: all there are. */
const someLines = z
  .array(z.object({ sku: text(1, 64), quantity: z.int().min(1).max(maxLineQuantity) }))
  .min(1)
  .max(maxCartLines)
  .nullish()
  .transform((lines) => (lines ? addUnits(lines) : null));
const optionalKey = idempotencyKey.nullish().transform((key) => key ?? null);

export const shipOrderInput = z.object({
  orderId: z.string(),
  trackingCode: optionalText(100),
  lines: someLines,
  idempotencyKey: optionalKey,
});

export const requestReturnInput = z.object({
  orderId: z.string(),
  reason,
  lines: someLines,
  idempotencyKey: optionalKey,
});

export const approveReturnInput = z.object({
  orderId: z.string(),
  returnId: z.string().nullish(),
  restock: z
    .boolean()
    .nullish()
    .transform((restock) => restock ?? true),
  lines: someLines,
  idempotencyKey: optionalKey,
});

export const rejectReturnInput = z.object({ orderId: z.string(), returnId: z.string(), reason });

export const refundOrderInput = z.object({
  orderId: z.string(),
  amount: z.int().min(1),
  reason,
  idempotencyKey,
});

/** @throws CodedError BAD_USER_INPUT naming the field and its bounds, never echoing the value */
export function readInput<S extends z.ZodType>(schema: S, input: unknown): z.infer<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new CodedError('BAD_USER_INPUT', `"input.${issue.path.join('.')}": ${issue.message}.`);
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** An id that is none belongs to nothing; it must not reach the database. */
export const isUuid = (id: string): boolean => uuid.test(id);

/** @throws CodedError NOT_FOUND when the id cannot be one */
export function requireOrderId(id: string): string {
  if (!isUuid(id)) throw new CodedError('NOT_FOUND');
  return id.toLowerCase();
}

/** The same for the id of a part of an order, where there is one. @throws CodedError NOT_FOUND */
export const partId = (id: string | null | undefined): string | null =>
  id === null || id === undefined ? null : requireOrderId(id);

/** Whether a text can be a SKU at all. */
export const isSku = (text: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text);
