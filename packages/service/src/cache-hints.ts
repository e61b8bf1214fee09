/**
 * For how long an answer may be kept, from @cacheControl: the strictest of all fields that the operation asks
 * for, as Apollo Server's own plugin says it, but worked out once for each operation instead of once for each
 * field of each object. Where a list is empty this may be stricter than that: what is below counts all the same.
 */
import type { ApolloServerPlugin } from '@apollo/server';
import {
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  getNamedType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';

interface Hint {
  maxAge?: number;
  isPrivate?: boolean;
  inherits?: boolean;
}

interface Policy {
  /** Undefined as long as no field had a say. */
  maxAge?: number;
  isPrivate: boolean;
}

const forbidden = new WeakSet<object>();

/** To be called by a resolver whose answer must not be kept, whatever the schema says. @param context of the request */
export const forbidCaching = (context: object): void => void forbidden.add(context);

/** The `cache-control` of an answer without errors. */
export type CacheHeader = (
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Values,
  context: object,
) => string;

/** As the directives of `schema` say, unless a resolver forbade it. */
export function createCacheHeader(schema: GraphQLSchema): CacheHeader {
  const headers = new WeakMap<OperationDefinitionNode, Map<string, string>>();
  return (document, operation, variables, context) => {
    if (forbidden.has(context)) return noStore;
    const known = headers.get(operation) ?? new Map<string, string>();
    const key = conditionsOf(operation, variables);
    const found = known.get(key);
    if (found) return found;
    const header = toHeader(readPolicy(schema, document, operation, variables));
    if (known.size < headersMax) headers.set(operation, known.set(key, header));
    return header;
  };
}

/** Sets the header of each answer; those of faults are never kept. */
export const sendCacheHeader = (headerOf?: CacheHeader): ApolloServerPlugin => ({
  requestDidStart: async () => ({
    async willSendResponse({ document, operation, request, response, contextValue }) {
      const { body, http } = response;
      const isPlain = body.kind === 'single' && !body.singleResult.errors && document && operation;
      const header =
        isPlain && headerOf?.(document, operation, request.variables ?? {}, contextValue);
      http.headers.set('cache-control', header || noStore);
    },
  }),
});

const noStore = 'no-store';
/** Remembered for an operation: it has few parts. */
const headersMax = 256;

type Values = Readonly<Record<string, unknown>>;

/** What @skip and @include are told: answers of other parts of one operation have other policies. */
function conditionsOf(
  { variableDefinitions = [] }: OperationDefinitionNode,
  values: Values,
): string {
  let key = '';
  for (const { variable } of variableDefinitions) {
    const value = values[variable.name.value];
    if (typeof value === 'boolean') key += value ? '1' : '0';
    else key += '-';
  }
  return key;
}

const toHeader = ({ maxAge, isPrivate }: Policy): string =>
  maxAge ? `max-age=${maxAge}, ${isPrivate ? 'private' : 'public'}` : noStore;

function readPolicy(
  schema: GraphQLSchema,
  { definitions }: DocumentNode,
  { operation, selectionSet }: OperationDefinitionNode,
  variables: Values,
): Policy {
  const policy: Policy = { isPrivate: false };
  const root = schema.getRootType(operation);
  if (operation !== OperationTypeNode.QUERY || !root) return { ...policy, maxAge: 0 };
  const fragments = new Map<string, FragmentDefinitionNode>(
    definitions.flatMap((one) =>
      one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one] as const] : [],
    ),
  );
  const restrict = ({ maxAge, isPrivate }: Hint) => {
    if (maxAge !== undefined) policy.maxAge = Math.min(policy.maxAge ?? Infinity, maxAge);
    if (isPrivate) policy.isPrivate = true;
  };
  const visit = (type: GraphQLNamedType, set: SelectionSetNode, isRoot: boolean): void => {
    for (const node of set.selections) {
      if (isLeftOut(node.directives, variables)) continue;
      if (node.kind === Kind.FIELD) visitField(type, node.name.value, node.selectionSet, isRoot);
      else {
        const fragment =
          node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value)!;
        const on = fragment.typeCondition && schema.getType(fragment.typeCondition.name.value);
        // Of `_entities`, whose own type says nothing: each entity's does.
        if (on && type.name === '_Entity') restrict({ maxAge: 0, ...hintOf(on) });
        visit(on ?? type, fragment.selectionSet, isRoot);
      }
    }
  };
  const visitField = (
    parent: GraphQLNamedType,
    name: string,
    below: SelectionSetNode | undefined,
    isRoot: boolean,
  ): void => {
    const field =
      isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
    if (!field) return;
    const type = getNamedType(field.type);
    const own = hintOf(field);
    const ofType = isCompositeType(type) ? hintOf(type) : {};
    const inherits = own.inherits && ofType.maxAge === undefined ? true : ofType.inherits;
    const hint = { ...ofType, ...own };
    const isSilent = hint.maxAge === undefined && type.name !== '_Entity';
    restrict(
      isSilent && ((isCompositeType(type) && !inherits) || isRoot) ? { ...hint, maxAge: 0 } : hint,
    );
    if (below) visit(type, below, false);
  };
  visit(root, selectionSet, true);
  return policy;
}

/** What a field's or a type's @cacheControl says. */
function hintOf({ astNode }: { astNode?: unknown }): Hint {
  const { directives } = (astNode ?? {}) as { directives?: readonly DirectiveNode[] };
  const found = directives?.find(({ name }) => name.value === 'cacheControl');
  const hint: Hint = {};
  for (const { name, value } of found?.arguments ?? []) {
    if (name.value === 'maxAge' && value.kind === Kind.INT) hint.maxAge = Number(value.value);
    if (name.value === 'scope' && value.kind === Kind.ENUM)
      hint.isPrivate = value.value === 'PRIVATE';
    if (name.value === 'inheritMaxAge' && value.kind === Kind.BOOLEAN) hint.inherits = value.value;
  }
  return hint;
}

function isLeftOut(directives: readonly DirectiveNode[] | undefined, variables: Values): boolean {
  return (directives ?? []).some(({ name, arguments: given }) => {
    const condition = given?.find((one) => one.name.value === 'if')?.value;
    if (!condition) return false;
    const value =
      condition.kind === Kind.VARIABLE
        ? variables[condition.name.value]
        : condition.kind === Kind.BOOLEAN && condition.value;
    return (
      (name.value === 'skip' && value === true) || (name.value === 'include' && value === false)
    );
  });
}
