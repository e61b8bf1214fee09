/**
 * What a document sends and gets, as a flat list of paths with their types: small to read in a diff, and
 * all that a client compiled against. Derived from the schema, which GraphQL's execution enforces: a
 * recorded answer would hold one case, this holds each nullable field and each member of a union.
 */
import {
  type DocumentNode,
  getNamedType,
  type GraphQLInputField,
  type GraphQLInputType,
  GraphQLNonNull,
  type GraphQLOutputType,
  type GraphQLSchema,
  GraphQLString,
  isAbstractType,
  isEnumType,
} from 'graphql';
import { walkDocument } from './walk-document.js';

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
  const shape: DocumentShape = { variables: {}, answer: {} };
  walkDocument(schema, document, {
    input({ type, path, field }) {
      shape.variables[path] = toShape(type, field && defaultOf(field));
    },
    field({ type = typename, path }) {
      shape.answer[path] = toOutputShape(schema, type);
    },
  });
  return shape;
}

const typename = new GraphQLNonNull(GraphQLString);

const defaultOf = ({ defaultValue }: GraphQLInputField) =>
  defaultValue === undefined ? '' : ` = ${JSON.stringify(defaultValue)}`;

function toShape(type: GraphQLInputType | GraphQLOutputType, ending = ''): Shape {
  const named = getNamedType(type);
  const text = `${type.toString()}${ending}`;
  return isEnumType(named)
    ? { type: text, values: named.getValues().map(({ name }) => name) }
    : text;
}

function toOutputShape(schema: GraphQLSchema, type: GraphQLOutputType): Shape {
  const named = getNamedType(type);
  if (!isAbstractType(named)) return toShape(type);
  const values = schema.getPossibleTypes(named).map(({ name }) => name);
  return { type: type.toString(), values };
}
