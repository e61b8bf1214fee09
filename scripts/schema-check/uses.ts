/**
 * What of a schema a document uses, and at which places. A use is written as `select Cart.total`,
 * `give Query.products(first:)`, `leave out Query.products(first:)`, `send CartInput.sku`, `write Size.S`,
 * `answer Size`, `accept Size`, `narrow Node to Order`, `name Order`, `direct @include`.
 */
import {
  type DocumentNode,
  getNamedType,
  type GraphQLInputType,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { type VisitedField, walkDocument } from '../mobile/walk-document.js';

/** The places by use. A place is a path in the answer or below a variable. */
export type Uses = ReadonlyMap<string, ReadonlySet<string>>;

type Add = (use: string, place: string) => void;

/** The document must be valid. */
export function usesOf(schema: GraphQLSchema, document: DocumentNode): Uses {
  const uses = new Map<string, Set<string>>();
  const add: Add = (use, place) => {
    const places = uses.get(use);
    if (places) places.add(place);
    else uses.set(use, new Set([place]));
  };
  walkDocument(schema, document, {
    field: (visited) => addField(visited, add),
    fragment(parent, type, path) {
      add(`name ${type.name}`, path);
      if (parent !== type) add(`narrow ${parent.name} to ${type.name}`, path);
    },
    input({ type, path, field, parent }) {
      const named = getNamedType(type).name;
      add(`accept ${named}`, path);
      if (!field) add(`name ${named}`, path);
      if (field && parent) add(`send ${parent.name}.${field.name}`, path);
    },
  });
  addWritten(schema, document, add);
  return uses;
}

function addField({ parent, node, type, path }: VisitedField, add: Add): void {
  if (!type) return;
  const coordinate = `${parent.name}.${node.name.value}`;
  add(`select ${coordinate}`, path);
  add(`answer ${getNamedType(type).name}`, path);
  const given = new Set(node.arguments?.map(({ name }) => name.value));
  const known = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields() : {};
  for (const argument of known[node.name.value]?.args ?? []) {
    if (given.has(argument.name)) add(`give ${coordinate}(${argument.name}:)`, path);
    else if (!isRequiredArgument(argument)) add(`leave out ${coordinate}(${argument.name}:)`, path);
  }
}

/** What stands in the text itself: values of arguments and directives. Its place is the field's name. */
function addWritten(schema: GraphQLSchema, document: DocumentNode, add: Add): void {
  const info = new TypeInfo(schema);
  const place = () => info.getFieldDef()?.name ?? '';
  const typeName = (type: GraphQLInputType | null | undefined) =>
    type ? getNamedType(type).name : '';
  visit(
    document,
    visitWithTypeInfo(info, {
      ObjectValue: () => add(`accept ${typeName(info.getInputType())}`, place()),
      ObjectField: ({ name }) =>
        add(`send ${typeName(info.getParentInputType())}.${name.value}`, place()),
      EnumValue: ({ value }) => add(`write ${typeName(info.getInputType())}.${value}`, place()),
      Directive: ({ name, arguments: given = [] }) => {
        add(`direct @${name.value}`, place());
        for (const argument of given) add(`give @${name.value}(${argument.name.value}:)`, place());
      },
    }),
  );
}
