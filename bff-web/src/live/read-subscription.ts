/** Reads what a browser subscribes to: in the body of a POST, or in the address of an EventSource. */
import { CodedError } from '@tributary/service';
import {
  type DocumentNode,
  getOperationAST,
  type GraphQLSchema,
  OperationTypeNode,
  parse,
  validate,
} from 'graphql';

export interface SubscriptionRequest {
  document: DocumentNode;
  variables: Record<string, unknown>;
  operationName: string | undefined;
}

const maxTokens = 2_000;

/** @throws CodedError for what is no subscription of the schema */
export function readSubscription(schema: GraphQLSchema, given: unknown): SubscriptionRequest {
  const { query, variables, operationName } = (given ?? {}) as Record<string, unknown>;
  if (typeof query !== 'string') throw new CodedError('BAD_REQUEST', '"query" is missing.');
  const document = parseDocument(query);
  const [fault] = validate(schema, document);
  if (fault) throw new CodedError('GRAPHQL_VALIDATION_FAILED', fault.message);
  const name = typeof operationName === 'string' && operationName ? operationName : undefined;
  const operation = getOperationAST(document, name);
  if (operation?.operation !== OperationTypeNode.SUBSCRIPTION)
    throw new CodedError('BAD_REQUEST', 'Only subscriptions are served here.');
  return { document, variables: readVariables(variables), operationName: name };
}

function parseDocument(query: string): DocumentNode {
  try {
    return parse(query, { maxTokens });
  } catch (error) {
    throw new CodedError('GRAPHQL_PARSE_FAILED', (error as Error).message);
  }
}

/** An object, or its text in an address. */
function readVariables(given: unknown): Record<string, unknown> {
  const value = typeof given === 'string' ? parseJson(given) : (given ?? {});
  if (value && typeof value === 'object' && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new CodedError('BAD_REQUEST', '"variables" must be an object.');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
