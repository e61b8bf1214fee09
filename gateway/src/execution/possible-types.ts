/** Which `__typename`s satisfy a type condition of the plan. The plan speaks of the supergraph. */
import { type GraphQLSchema, isAbstractType } from 'graphql';

export type PossibleTypes = (typeCondition: string) => readonly string[];

export function createPossibleTypes(supergraph: GraphQLSchema): PossibleTypes {
  const known = new Map<string, readonly string[]>();
  return (typeCondition) => {
    const found = known.get(typeCondition) ?? list(supergraph, typeCondition);
    known.set(typeCondition, found);
    return found;
  };
}

function list(supergraph: GraphQLSchema, typeCondition: string): readonly string[] {
  const type = supergraph.getType(typeCondition);
  if (!isAbstractType(type)) return [typeCondition];
  const { objects, interfaces } =
    'getTypes' in type
      ? { objects: supergraph.getPossibleTypes(type), interfaces: [] }
      : supergraph.getImplementations(type);
  return [typeCondition, ...[...objects, ...interfaces].map(({ name }) => name)];
}
