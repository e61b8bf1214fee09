/** The highest cost of operations, as an operator writes it. */
import { z } from 'zod';
import type { CostLimits } from './cost-limit.js';

/** `*=5000,tributary-web=20000` */
export function readCostLimits(text: string, context: z.RefinementCtx): CostLimits {
  const entries = text.split(',').map((entry) => /^ *(\*|[\w.-]+)=(\d{1,9}) *$/.exec(entry));
  if (entries.every((entry) => entry !== null)) {
    const limits = entries.map(([, client, limit]) => [client!, Number(limit)] as const);
    if (limits.some(([client]) => client === '*')) return Object.fromEntries(limits);
  }
  context.addIssue({
    code: 'custom',
    message:
      'must be limits such as *=5000,tributary-web=20000, with one for * (all other clients)',
  });
  return z.NEVER;
}
