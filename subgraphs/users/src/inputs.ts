/** The bounds of everything a client sends, as the schema's descriptions promise them. */
import { CodedError } from '@tributary/service';
import { z } from 'zod';
import { normalizeEmail } from './domain/email-address.js';

/** No control characters (PostgreSQL refuses NUL) and no half of a surrogate pair (JSON refuses it). */
const plainText = /^[^\p{Cc}\p{Cs}]*$/u;
const text = (min: number, max: number) =>
  z
    .string()
    .trim()
    .min(min, min === 1 ? 'must not be empty' : `must have at least ${min} characters`)
    .max(max, `must have at most ${max} characters`)
    .regex(plainText, 'must not contain control characters');
const optionalText = (max: number) =>
  text(0, max)
    .nullish()
    .transform((value) => value || null);

/** As typed into a form that looks an account up: any text; it is there or it is not. */
const typedEmail = text(1, 254).transform(normalizeEmail);
const newEmail = typedEmail.pipe(z.email('must be an e-mail address'));
/** Longer ones are answered with WeakPassword up to here; then they are noise. */
const password = z.string().max(1_000, 'must have at most 200 characters');
const token = z.string().max(200, 'is not a token');
const name = text(1, 100);

export const inputs = {
  register: z.object({ email: newEmail, password, name }),
  guestContact: z.object({ email: newEmail, name }),
  login: z.object({ email: typedEmail, password }),
  resetPassword: z.object({ token, password }),
  updateProfile: z.object({ name }),
  address: z.object({
    name,
    line1: text(1, 200),
    line2: optionalText(200),
    city: text(1, 100),
    region: optionalText(100),
    postalCode: text(1, 20),
    country: z
      .string()
      .trim()
      .toUpperCase()
      .regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 alpha-2 code, such as DE'),
  }),
  token,
  password,
  email: typedEmail,
  search: optionalText(100),
};

/** @throws CodedError BAD_USER_INPUT that names the first field out of bounds */
export function readInput<S extends z.ZodType>(
  schema: S,
  value: unknown,
  path = 'input',
): z.infer<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = [path, ...(issue?.path ?? [])].join('.');
  throw new CodedError('BAD_USER_INPUT', `"${field}" ${issue?.message ?? 'is out of bounds'}.`);
}

const uuid = z.uuid();
/** An id that is no UUID names nothing; it is never shown to the database. */
export const isUuid = (id: string): boolean => uuid.safeParse(id).success;
