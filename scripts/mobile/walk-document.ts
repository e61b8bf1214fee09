/**
 * Visits what a document sends and gets, each with its path: through fragments, variables and what is
 * written out in arguments. The document must be valid.
 */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  type GraphQLCompositeType,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  typeFromAST,
} from 'graphql';

export interface VisitedField {
  parent: GraphQLCompositeType;
  node: FieldNode;
  /** Undefined for `__typename`. */
  type: GraphQLOutputType | undefined;
  /** Such as `homeScreen.newest.price`, or `addToCart(Cart).lines` where a type decides. */
  path: string;
}

export interface VisitedInput {
  type: GraphQLInputType;
  /** Such as `$input.sku`. */
  path: string;
  /** The field of an input object that it is; undefined for the variable itself. */
  field?: GraphQLInputField;
  parent?: GraphQLInputObjectType;
}

export interface DocumentVisitor {
  field?(visited: VisitedField): void;
  /** A fragment on `type`, named or not, where there may be `parent`. */
  fragment?(parent: GraphQLCompositeType, type: GraphQLCompositeType, path: string): void;
  /** A variable, and whatever can be sent in it. */
  input?(visited: VisitedInput): void;
}

export function walkDocument(
  schema: GraphQLSchema,
  document: DocumentNode,
  visitor: DocumentVisitor,
): void {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION)
      fragments.set(definition.name.value, definition);
  for (const definition of document.definitions)
    if (definition.kind === Kind.OPERATION_DEFINITION) {
      walkVariables(schema, definition, visitor);
      const root = schema.getRootType(definition.operation)!;
      walkAnswer({ schema, fragments, visitor }, definition.selectionSet, root, '');
    }
}

function walkVariables(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  visitor: DocumentVisitor,
): void {
  if (!visitor.input) return;
  for (const { variable, type } of variableDefinitions) {
    const found = typeFromAST(schema, type as never) as GraphQLInputType;
    walkInput({ type: found, path: `$${variable.name.value}` }, visitor);
  }
}

/** Inputs that hold themselves are followed so far. */
const maxDepth = 6;

function walkInput(visited: VisitedInput, visitor: DocumentVisitor): void {
  visitor.input!(visited);
  const { type, path } = visited;
  const parent = getNamedType(type);
  if (!isInputObjectType(parent) || path.split('.').length > maxDepth) return;
  for (const field of Object.values(parent.getFields()))
    walkInput({ type: field.type, path: `${path}.${field.name}`, field, parent }, visitor);
}

interface Walk {
  schema: GraphQLSchema;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  visitor: DocumentVisitor;
}

function walkAnswer(
  walk: Walk,
  { selections }: SelectionSetNode,
  parent: GraphQLCompositeType,
  path: string,
): void {
  const { schema, fragments, visitor } = walk;
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      walkField(walk, selection, parent, path);
      continue;
    }
    const { selectionSet, typeCondition } =
      selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value)! : selection;
    const type = typeCondition ? schema.getType(typeCondition.name.value) : parent;
    if (!isCompositeType(type)) continue;
    visitor.fragment?.(parent, type, path);
    walkAnswer(walk, selectionSet, type, conditional(parent, type, path));
  }
}

function walkField(walk: Walk, node: FieldNode, parent: GraphQLCompositeType, path: string): void {
  const type = typeOfField(parent, node.name.value);
  const own = path + (path ? '.' : '') + (node.alias ?? node.name).value;
  walk.visitor.field?.({ parent, node, type, path: own });
  const below = type && getNamedType(type);
  if (node.selectionSet && isCompositeType(below)) walkAnswer(walk, node.selectionSet, below, own);
}

function typeOfField(parent: GraphQLCompositeType, name: string): GraphQLOutputType | undefined {
  if (isObjectType(parent) || isInterfaceType(parent)) return parent.getFields()[name]?.type;
  return undefined;
}

/** The path, with the type that decides whether there is anything below. */
const conditional = (parent: GraphQLCompositeType, type: GraphQLCompositeType, path: string) =>
  isAbstractType(parent) && !isAbstractType(type) ? `${path}(${type.name})` : path;
