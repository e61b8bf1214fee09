/** An operation without the fields that its caller may not see. */
import {
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  isAbstractType,
  Kind,
  type SelectionSetNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

const typename: FieldNode = {
  kind: Kind.FIELD,
  name: { kind: Kind.NAME, value: '__typename' },
};

/**
 * What is left empty asks for `__typename`, so that it still shows whether there is an object. So does
 * what depends on the type of an object, for it decides which of the removed fields were meant.
 */
export function filterDocument(
  document: DocumentNode,
  schema: GraphQLSchema,
  isRefused: (field: FieldNode) => boolean,
): DocumentNode {
  const types = new TypeInfo(schema);
  return visit(
    document,
    visitWithTypeInfo(types, {
      Field: (field) => (isRefused(field) ? null : undefined),
      SelectionSet: {
        leave(set: SelectionSetNode) {
          const depends = isAbstractType(types.getParentType()) && set.selections.some(isFragment);
          if (set.selections.length > 0 && !depends) return undefined;
          return { ...set, selections: [typename, ...set.selections] };
        },
      },
    }),
  );
}

const isFragment = ({ kind }: SelectionSetNode['selections'][number]): boolean =>
  kind !== Kind.FIELD;
