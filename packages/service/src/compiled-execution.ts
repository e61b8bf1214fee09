/**
 * Executes queries with code that graphql-jit makes of each operation, for a tenth of what graphql-js needs
 * to walk schema and document anew for each field of each object. Mutations, subscriptions and whatever was
 * asked less than a few times are graphql-js's, and so are faults of the variables: their messages are part
 * of the API. A field without a resolver is a property, which must not be a function. It owns no pipeline: Apollo Server parses, validates, formats errors and answers as ever.
 */
import type { ApolloServerOptions, BaseContext } from '@apollo/server';
import {
  type DocumentNode,
  execute,
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import type { CompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import { compile } from './compile-operation.js';
import { CodedError } from './errors.js';

type Gateway = NonNullable<(ApolloServerOptions<BaseContext> & { gateway?: unknown })['gateway']>;

/** Compiling takes some milliseconds: what is asked once or twice is not worth them. */
const compiledFrom = 3;
/** Texts that are known to the shortcut; the least used go first. */
const textsMax = 1_000;

export interface CompiledOperation {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  query: CompiledQuery['query'];
}

export interface CompiledExecution {
  /** What Apollo Server takes for a gateway and is the execution of the schema. */
  gateway: Gateway;
  /** The compiled query of this text, which has passed Apollo Server's pipeline; its only operation. */
  find(text: string): CompiledOperation | undefined;
}

interface ExecutedRequest {
  document: DocumentNode;
  operationName: string | null;
  /** Undefined where the document has none of that name, or several and none is named. */
  operation: OperationDefinitionNode | undefined;
  source: string;
  request: { operationName?: string | null; variables?: Record<string, unknown> };
  context: object;
}

/** Where a context holds what was executed already. Apollo Server copies the context; a symbol goes along. */
const executed = Symbol('executed');

/** Hands `result` to the executor of the request with this context, which then has nothing to do. */
export const rememberExecuted = (context: object, result: ExecutionResult): void =>
  void Object.assign(context, { [executed]: result });

export function createCompiledExecution(schema: GraphQLSchema): CompiledExecution {
  const texts = new LRUCache<string, CompiledOperation>({ max: textsMax });
  const uses = new WeakMap<OperationDefinitionNode, number>();
  const known = new WeakMap<OperationDefinitionNode, CompiledOperation | 'none'>();

  /** Compiled operations live as long as Apollo Server keeps their documents. */
  const compiledOf = (
    { document, operationName, source }: ExecutedRequest,
    operation: OperationDefinitionNode,
  ) => {
    const found = known.get(operation);
    if (found) return found;
    const used = (uses.get(operation) ?? 0) + 1;
    uses.set(operation, used);
    if (used < compiledFrom) return 'none';
    const compiled = compile(schema, document, operationName);
    const made = compiled ? { document, operation, query: compiled.query } : 'none';
    known.set(operation, made);
    if (made !== 'none' && isOnly(operation, document)) texts.set(source, made);
    return made;
  };

  const executor = async (request: ExecutedRequest): Promise<ExecutionResult> => {
    const before = (request.context as { [executed]?: ExecutionResult })[executed];
    if (before) return withKnownErrors(before);
    const { operation } = request;
    if (!operation) return { errors: [unresolved(request.request.operationName)] };
    if (operation.operation !== OperationTypeNode.QUERY) return interpret(schema, request);
    const compiled = compiledOf(request, operation);
    if (compiled === 'none') return interpret(schema, request);
    const { context } = request;
    const result = await compiled.query(undefined, context, request.request.variables ?? {});
    // Without data nothing was executed: the variables are at fault.
    return result.data === undefined ? interpret(schema, request) : withKnownErrors(result);
  };

  const gateway: Gateway = {
    onSchemaLoadOrUpdate(listen) {
      listen({ apiSchema: schema, coreSupergraphSdl: '' });
      return () => {};
    },
    load: async () => ({ executor: executor as never }),
    stop: async () => {},
  };
  return { gateway, find: (text) => texts.get(text) };
}

const isOnly = (operation: OperationDefinitionNode, { definitions }: DocumentNode): boolean =>
  definitions.every((one) => one === operation || one.kind === Kind.FRAGMENT_DEFINITION);

const interpret = (schema: GraphQLSchema, { document, ...rest }: ExecutedRequest) =>
  execute({
    schema,
    document,
    contextValue: rest.context,
    variableValues: rest.request.variables ?? {},
    operationName: rest.operationName,
  });

/** In the words of Apollo Server, which leaves this to gateways. */
const unresolved = (operationName: string | null | undefined) =>
  new CodedError(
    'OPERATION_RESOLUTION_FAILURE',
    operationName == null
      ? 'Must provide operation name if query contains multiple operations.'
      : `Unknown operation named "${operationName}".`,
    { extensions: { http: { status: 400 } } },
  );

const withKnownErrors = ({ errors, ...rest }: ExecutionResult): ExecutionResult =>
  errors ? { ...rest, errors: errors.map(toGraphQLError) } : rest;

/** Of the class that everybody knows: graphql-jit's own lack extensions where there are none. */
function toGraphQLError({ message, path, locations, originalError, extensions }: GraphQLError) {
  const error = new GraphQLError(message, {
    path: path ?? null,
    originalError: originalError ?? null,
    extensions: extensions ?? null,
  });
  return Object.assign(error, { locations });
}
