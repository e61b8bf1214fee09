/** What the cache has to know of a supergraph's types: keys, interfaces, and which entities a type leads to. */
import {
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  getNamedType,
  Kind,
} from 'graphql';
import { joinFields, type TypeFacts } from './change.js';

export interface GraphFacts extends TypeFacts {
  schema: GraphQLSchema;
  /** Entities that a value of the type may be made of: itself, or those that it leads to. */
  entitiesBehind: (type: string) => ReadonlySet<string>;
  /** The sets of key fields of the type, those of one level only. */
  keysOf: (type: string) => readonly (readonly string[])[];
}

export function readTypeFacts(schema: GraphQLSchema): GraphFacts {
  const keys = new Map<string, string[][]>();
  const isEntity = new Set<string>();
  for (const type of Object.values(schema.getTypeMap())) {
    const found = readKeys(type);
    if (found.length > 0) isEntity.add(type.name);
    const plain = found.filter((fields) => !/[{(]/.test(fields));
    keys.set(
      type.name,
      plain.map((fields) => fields.trim().split(/[\s,]+/)),
    );
  }
  const known = new Map<string, ReadonlySet<string>>();
  const keysOf = (type: string) => keys.get(type) ?? [];
  return {
    schema,
    keysOf,
    keySetsOf: (type) => keysOf(type).map(joinFields),
    interfacesOf: (name) => {
      const type = schema.getType(name);
      return isObjectType(type) || isInterfaceType(type)
        ? type.getInterfaces().map((one) => one.name)
        : [];
    },
    entitiesBehind: (name) => {
      const found = known.get(name) ?? findEntities(schema, name, isEntity);
      known.set(name, found);
      return found;
    },
  };
}

/** The distinct key selections of a type in any subgraph. */
function readKeys(type: GraphQLNamedType): string[] {
  const joins = (type.astNode?.directives ?? []).filter(({ name }) => name.value === 'join__type');
  const found = joins.flatMap((join) =>
    (join.arguments ?? []).flatMap(({ name, value }) =>
      name.value === 'key' && value.kind === Kind.STRING ? [value.value] : [],
    ),
  );
  return [...new Set(found)];
}

/** Stops at entities: what lies behind one is asked for, and told, on its own. */
function findEntities(
  schema: GraphQLSchema,
  start: string,
  isEntity: ReadonlySet<string>,
): ReadonlySet<string> {
  const found = new Set<string>();
  const seen = new Set<string>();
  const visit = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    const type = schema.getType(name);
    if (isEntity.has(name)) found.add(name);
    if (isAbstractType(type)) schema.getPossibleTypes(type).forEach((one) => visit(one.name));
    if (isEntity.has(name)) return;
    if (isObjectType(type) || isInterfaceType(type))
      for (const field of Object.values(type.getFields())) visit(getNamedType(field.type).name);
  };
  visit(start);
  return found;
}
