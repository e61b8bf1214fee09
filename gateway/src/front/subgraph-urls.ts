/** Addresses of subgraphs that replace those written in the supergraph. */
import { z } from 'zod';

/** `users=http://users.internal/graphql,reviews=http://…`; a subgraph may have any name. */
export function readSubgraphUrls(
  text: string,
  context: z.RefinementCtx,
): Readonly<Record<string, string>> {
  const entries = text.split(',').map((entry) => /^ *([^=\s]+)=(https?:\/\/\S+) *$/i.exec(entry));
  if (entries.every((entry) => entry !== null && URL.canParse(entry[2]!)))
    return Object.fromEntries(entries.map((entry) => [entry![1]!, entry![2]!]));
  context.addIssue({
    code: 'custom',
    message: 'must be addresses such as users=http://host/graphql,reviews=http://host/graphql',
  });
  return z.NEVER;
}
