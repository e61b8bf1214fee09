/** What the answer of a fetch depends on, as tags: worked out once from its operation. */
import type { FetchNode } from '@apollo/query-planner';
import {
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
} from 'graphql';
import { joinFields, tagOf, writeKey } from './change.js';
import type { GraphFacts } from './type-facts.js';

/** The tags of one item of the answer: of the data of root fields, or of the entity that was asked for. */
export type TagsOf = (representation: string | undefined) => readonly string[];

/** Undefined where the operation speaks of what the supergraph does not know. */
export function compileDependencies(node: FetchNode, facts: GraphFacts): TagsOf | undefined {
  const { serviceName: subgraph } = node;
  const document = parse(node.operation, { noLocation: true });
  const operation = document.definitions.find(
    (one): one is OperationDefinitionNode => one.kind === Kind.OPERATION_DEFINITION,
  )!;
  const fragments = new Map(
    document.definitions.flatMap((one) =>
      one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one] as const] : [],
    ),
  );
  const reader = new SelectionReader(facts, (name) => fragments.get(name)!);
  if (node.requires) return compileEntityTags(subgraph, reader, operation, facts);
  const root = facts.schema.getQueryType();
  if (!root || !reader.read(operation.selectionSet, root.name)) return undefined;
  const tags = [tagOf.all, tagOf.subgraph(subgraph), ...anyOf(subgraph, reader.entities)];
  // What is made of no entity may depend on any of them.
  if (reader.hasScalarRoot || reader.entities.size === 0) tags.push(tagOf.anyIn(subgraph));
  return () => tags;
}

function compileEntityTags(
  subgraph: string,
  reader: SelectionReader,
  operation: OperationDefinitionNode,
  facts: GraphFacts,
): TagsOf | undefined {
  const field = operation.selectionSet.selections[0];
  if (field?.kind !== Kind.FIELD || !field.selectionSet) return undefined;
  if (!reader.read(field.selectionSet, undefined)) return undefined;
  const shared = [tagOf.all, tagOf.subgraph(subgraph), ...anyOf(subgraph, reader.entities)];
  return (representation) => {
    const entity = JSON.parse(representation!) as Record<string, unknown>;
    const type = String(entity['__typename']);
    const tags = [...shared, tagOf.type(subgraph, type)];
    const keys = facts.keysOf(type).filter((fields) => fields.every((one) => isPlain(entity[one])));
    if (keys.length === 0) tags.push(tagOf.anyOf(subgraph, type));
    for (const fields of keys)
      tags.push(
        tagOf.entity(subgraph, type, writeKey(fields, entity)),
        tagOf.namedOtherwise(subgraph, type, joinFields(fields)),
      );
    return tags;
  };
}

const isPlain = (value: unknown) => value !== undefined && typeof value !== 'object';

const anyOf = (subgraph: string, types: ReadonlySet<string>) =>
  Array.from(types, (type) => tagOf.anyOf(subgraph, type));

/** Collects the entities that a selection touches. */
class SelectionReader {
  readonly entities = new Set<string>();
  /** Whether a root field answers with no object. */
  hasScalarRoot = false;

  constructor(
    readonly facts: GraphFacts,
    readonly fragment: (name: string) => {
      typeCondition: { name: { value: string } };
      selectionSet: SelectionSetNode;
    },
  ) {}

  /** False where a field or type is unknown. `parent` is undefined at `_entities`, for which fragments speak. */
  read({ selections }: SelectionSetNode, parent: string | undefined): boolean {
    return selections.every((selection) => {
      if (selection.kind === Kind.FIELD)
        return this.#readField(selection.name.value, selection.selectionSet, parent);
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD ? this.fragment(selection.name.value) : selection;
      const type = fragment.typeCondition?.name.value ?? parent;
      if (type !== undefined && type !== parent && parent !== undefined) this.#touch(type);
      return this.read(fragment.selectionSet, type);
    });
  }

  #readField(name: string, set: SelectionSetNode | undefined, parent: string | undefined): boolean {
    if (name === '__typename') return true;
    const type = parent === undefined ? undefined : this.facts.schema.getType(parent);
    if (!isObjectType(type) && !isInterfaceType(type)) return false;
    const field = type.getFields()[name];
    if (!field) return false;
    const { name: fieldType } = getNamedType(field.type);
    if (!set) {
      this.hasScalarRoot ||= type === this.facts.schema.getQueryType();
      return true;
    }
    this.#touch(fieldType);
    return this.read(set, fieldType);
  }

  #touch(type: string): void {
    for (const entity of this.facts.entitiesBehind(type)) this.entities.add(entity);
  }
}
