/**
 * What a document sends and gets, as a flat list of paths with their types: small to read in a diff, and
 * all that a client compiled against. Derived from the schema, which GraphQL's execution enforces: a
 * recorded answer would hold one case, this holds each nullable field and each member of a union.
 */
import {
  type DocumentNode,
  getNamedType,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  Kind,
  type SelectionSetNode,
  typeFromAST,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type GraphQLInputField,
  type VariableDefinitionNode,
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
  const shapes: Shapes = {};
  const fragments = new Map<string, SelectionSetNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION)
      fragments.set(definition.name.value, definition.selectionSet);
  const conditions = new Map<string, string>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION)
      conditions.set(definition.name.value, definition.typeCondition.name.value);

  const walk = (selections: SelectionSetNode, parentName: string, path: string): void => {
    const parent = schema.getType(parentName)!;
    const typeInfo = new TypeInfo(schema, isCompositeType(parent) ? parent : undefined);
    visit(
      selections,
      visitWithTypeInfo(typeInfo, {
        Field(field) {
          const type = typeInfo.getType()!;
          const owner = typeInfo.getParentType()!;
          const own = path + (path ? '.' : '') + (field.alias ?? field.name).value;
          shapes[own] = toOutputShape(schema, type);
          if (field.selectionSet && owner) walk(field.selectionSet, getNamedType(type).name, own);
          return false;
        },
        InlineFragment({ typeCondition, selectionSet }) {
          const name = typeCondition?.name.value ?? parentName;
          walk(selectionSet, name, conditional(schema, parentName, name, path));
          return false;
        },
        FragmentSpread({ name: { value } }) {
          const name = conditions.get(value)!;
          walk(fragments.get(value)!, name, conditional(schema, parentName, name, path));
          return false;
        },
      }),
    );
  };
  for (const definition of document.definitions)
    if (definition.kind === Kind.OPERATION_DEFINITION)
      walk(definition.selectionSet, schema.getRootType(definition.operation)!.name, '');
  return shapes;
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
