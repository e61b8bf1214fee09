/** Origins of browsers' pages, as an operator writes them. */
import { z } from 'zod';

/** `https://a.example,https://b.example` */
export function readOrigins(text: string, context: z.RefinementCtx): string[] {
  const origins = text
    .split(',')
    .map((origin) => origin.trim())
    .filter(Boolean);
  if (origins.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin))
    return origins;
  context.addIssue({
    code: 'custom',
    message: 'must be origins such as https://shop.example, separated by commas',
  });
  return z.NEVER;
}
