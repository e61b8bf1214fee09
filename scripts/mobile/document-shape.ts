/**
 * What a document sends and gets, as a flat list of paths with their types: small to read in a diff, and
 * all that a client compiled against. Derived from the schema, which GraphQL's execution enforces: a
 * recorded answer would hold one case, this holds each nullable field and each member of a union.
 */
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  getNamedType,
  type GraphQLInputField,
  type GraphQLInputType,
  GraphQLNonNull,
  type GraphQLOutputType,
  type GraphQLSchema,
  GraphQLString,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  typeFromAST,
  type VariableDefinitionNode,
  visit,
} from 'graphql';

/** A type, as in `[Card!]`; with what it may be when that is an enum or a union. */
export type Shape = string | { type: string; values: string[] };
export type Shapes = Record<string, Shape>;

export interface DocumentShape {
  /** By path, such as `$input.sku`. A default in the schema follows the type as ` = …`. */
  variables: Shapes;
  /** By path, such as `homeScreen.newest.price`, or `addToCart(Cart).lines` where a type decides. */
  answer: Shapes;
}

/** The document must be valid, and hold one operation. */
export function shapeOf(schema: GraphQLSchema, document: DocumentNode): DocumentShape {
  return { variables: variablesOf(schema, document), answer: answerOf(schema, document) };
}

function variablesOf(schema: GraphQLSchema, document: DocumentNode): Shapes {
  const shapes: Shapes = {};
  visit(document, {
    VariableDefinition({ variable, type }: VariableDefinitionNode) {
      const found = typeFromAST(schema, type as never) as GraphQLInputType;
      addInput(shapes, `$${variable.name.value}`, found, '');
    },
  });
  return shapes;
}

/** Inputs that hold themselves are followed so far. */
const maxDepth = 6;

function addInput(shapes: Shapes, path: string, type: GraphQLInputType, ending: string): void {
  shapes[path] = toShape(type, ending);
  const named = getNamedType(type);
  if (!isInputObjectType(named) || path.split('.').length > maxDepth) return;
  for (const field of Object.values(named.getFields()))
    addInput(shapes, `${path}.${field.name}`, field.type, defaultOf(field));
}

const defaultOf = ({ defaultValue }: GraphQLInputField) =>
  defaultValue === undefined ? '' : ` = ${JSON.stringify(defaultValue)}`;

function toShape(type: GraphQLInputType | GraphQLOutputType, ending = ''): Shape {
  const named = getNamedType(type);
  const text = `${type.toString()}${ending}`;
  return isEnumType(named)
    ? { type: text, values: named.getValues().map(({ name }) => name) }
    : text;
}

function answerOf(schema: GraphQLSchema, document: DocumentNode): Shapes {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION)
      fragments.set(definition.name.value, definition);
  const shapes: Shapes = {};
  for (const definition of document.definitions)
    if (definition.kind === Kind.OPERATION_DEFINITION) {
      const root = schema.getRootType(definition.operation)!.name;
      addAnswer({ schema, fragments, shapes }, definition.selectionSet, root, '');
    }
  return shapes;
}

interface Walk {
  schema: GraphQLSchema;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  shapes: Shapes;
}

function addAnswer(
  walk: Walk,
  { selections }: SelectionSetNode,
  parent: string,
  path: string,
): void {
  const { schema, fragments, shapes } = walk;
  const below = (selectionSet: SelectionSetNode, type: string) =>
    addAnswer(walk, selectionSet, type, conditional(schema, parent, type, path));
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      const type = typeOfField(schema, parent, selection.name.value);
      const own = path + (path ? '.' : '') + (selection.alias ?? selection.name).value;
      shapes[own] = toOutputShape(schema, type);
      if (selection.selectionSet)
        addAnswer(walk, selection.selectionSet, getNamedType(type).name, own);
    } else if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const { selectionSet, typeCondition } = fragments.get(selection.name.value)!;
      below(selectionSet, typeCondition.name.value);
    } else below(selection.selectionSet, selection.typeCondition?.name.value ?? parent);
  }
}

function typeOfField(schema: GraphQLSchema, parent: string, field: string): GraphQLOutputType {
  if (field === '__typename') return new GraphQLNonNull(GraphQLString);
  const type = schema.getType(parent);
  if (isObjectType(type) || isInterfaceType(type)) return type.getFields()[field]!.type;
  throw new Error(`${parent} has no fields.`);
}

/** The path, with the type that decides whether there is anything below. */
const conditional = (schema: GraphQLSchema, parent: string, type: string, path: string) =>
  isAbstractType(schema.getType(parent)) && !isAbstractType(schema.getType(type))
    ? `${path}(${type})`
    : path;

function toOutputShape(schema: GraphQLSchema, type: GraphQLOutputType): Shape {
  const named = getNamedType(type);
  if (!isAbstractType(named)) return toShape(type);
  const values = schema.getPossibleTypes(named).map(({ name }) => name);
  return { type: type.toString(), values };
}
