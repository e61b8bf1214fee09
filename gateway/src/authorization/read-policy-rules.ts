/** Policies, as an operator writes them. */
import { z } from 'zod';
import type { PolicyRules } from './caller-grants.js';

/** `personal-data=STAFF|ADMIN,export=export:all` */
export function readPolicyRules(text: string, context: z.RefinementCtx): PolicyRules {
  const entries = text
    .split(',')
    .filter((entry) => entry.trim() !== '')
    .map((entry) => /^ *([^\s=|]+) *= *([^\s=|]+(?:\|[^\s=|]+)*) *$/.exec(entry));
  if (entries.every((entry) => entry !== null))
    return Object.fromEntries(entries.map(([, name, any]) => [name!, any!.split('|')]));
  context.addIssue({
    code: 'custom',
    message: 'must be policies such as personal-data=STAFF|ADMIN,export=export:all',
  });
  return z.NEVER;
}
