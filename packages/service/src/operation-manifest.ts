/** Reads the manifests in which clients list the operations that they send: Apollo's persisted-query format. */
import { createHash } from 'node:crypto';
import { getOperationAST, type OperationTypeNode, parse } from 'graphql';
import { z } from 'zod';

export interface ManifestOperation {
  /** What clients ask for it by: the SHA-256 of the body in hex, unless its client says otherwise. */
  id: string;
  /** Empty where the body has no name, or several operations. */
  name: string;
  type: `${OperationTypeNode}`;
  body: string;
}

export const manifestFormat = { format: 'apollo-persisted-query-manifest', version: 1 } as const;

const manifestShape = z.object({
  format: z.literal(manifestFormat.format),
  version: z.literal(manifestFormat.version),
  operations: z.array(z.object({ id: z.string().min(1), body: z.string().min(1) })),
});

/** @throws Error for a text that is no manifest, or with a body that is no GraphQL */
export function readManifest(text: string): ManifestOperation[] {
  const { operations } = manifestShape.parse(JSON.parse(text));
  return operations.map(({ id, body }) => {
    const operation = getOperationAST(parse(body));
    const name = operation?.name?.value ?? '';
    return { id, name, type: operation?.operation ?? 'query', body };
  });
}

export const documentIdOf = (body: string): string =>
  createHash('sha256').update(body).digest('hex');
