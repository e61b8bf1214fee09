/** What is left of an operation for callers who may not see all of it, and the way back to the whole. */
import {
  type DocumentNode,
  type FieldNode,
  getOperationAST,
  getVariableValues,
  type GraphQLError,
  type GraphQLSchema,
} from 'graphql';
import { type Json, RefusedFields } from './restore-refused.js';
import { filterDocument } from './filter-document.js';
import { refusalAt } from './refusal.js';

/** What is left of an operation for callers that may not see all of it. */
export interface RestrictedOperation {
  /** Tells it from others of the same document. */
  key: string;
  /** The operation without the fields that are refused. */
  document: DocumentNode;
  /** Makes the response to the whole operation from the response to what was left of it. */
  complete(response: Response, variables: Variables): Response;
}

/** Identifies what is left of a document. */
export const restrictedHash = (queryHash: string, { key }: RestrictedOperation): string =>
  `${queryHash} ${key}`;

export interface Response {
  data: Json | null;
  errors?: readonly GraphQLError[] | undefined;
}

export type Variables = Readonly<Record<string, unknown>> | undefined;

/** A list of a thousand rows has said often enough what is refused. */
const maxErrors = 1_000;

export interface Restriction {
  key: string;
  document: DocumentNode;
  schema: GraphQLSchema;
  isRefused: (field: FieldNode) => boolean;
  /** Whether whoever calls has signed in: it decides the words of a refusal. */
  isSignedIn: boolean;
}

export function restrictOperation({
  key,
  document,
  schema,
  isRefused,
  isSignedIn,
}: Restriction): RestrictedOperation {
  const operation = getOperationAST(document)!;
  const root = schema.getRootType(operation.operation)!;
  const source = { set: operation.selectionSet, isRefused: false };
  return {
    key,
    document: filterDocument(document, schema, isRefused),
    complete({ data, errors = [] }, variables) {
      const refusals: GraphQLError[] = [];
      const completion = new RefusedFields({
        schema,
        document,
        isRefused,
        variables:
          getVariableValues(schema, operation.variableDefinitions ?? [], variables ?? {}).coerced ??
          {},
        onRefused: (path) => {
          if (refusals.length < maxErrors) refusals.push(refusalAt(path, isSignedIn));
        },
      });
      if (!data) completion.report(root, [source]);
      const completed = data && completion.object(data, root, [source]);
      const all = [...errors, ...refusals];
      return all.length > 0 ? { data: completed, errors: all } : { data: completed };
    },
  };
}
