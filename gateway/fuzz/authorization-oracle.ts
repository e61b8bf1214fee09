/**
 * Says from the subgraphs' own SDL what a caller may see. It shares nothing with the gateway: neither
 * composition, nor its model, nor its evaluation.
 */
import {
  type DirectiveNode,
  type FieldDefinitionNode,
  Kind,
  parse,
  type TypeNode,
  valueFromASTUntyped,
} from 'graphql';
import type { CallerIdentity } from '../src/authorization/caller-grants.js';
import type { SubgraphSdl } from './subgraph-sdl.js';

export interface Oracle {
  /** Whether the caller may see the field of an object type. */
  mayCallerSee(type: string, field: string, caller: CallerIdentity): boolean;
  /** Whether plans fetch the field because it is part of a key. */
  isInKey(type: string, field: string): boolean;
}

export function createOracle(subgraphs: readonly SubgraphSdl[]): Oracle {
  const ofType = new Map<string, DirectiveNode[]>();
  const ofField = new Map<string, { applied: DirectiveNode[]; returns: string }>();
  const keys = new Set<string>();
  const note = (type: string, field: FieldDefinitionNode) => {
    const coordinate = `${type}.${field.name.value}`;
    const known = ofField.get(coordinate) ?? { applied: [], returns: nameOf(field.type) };
    known.applied.push(...(field.directives ?? []));
    ofField.set(coordinate, known);
  };
  for (const definition of subgraphs.flatMap(({ sdl }) => parse(sdl).definitions)) {
    if (!('name' in definition) || !definition.name || !('directives' in definition)) continue;
    const type = definition.name.value;
    const applied = definition.directives ?? [];
    ofType.set(type, [...(ofType.get(type) ?? []), ...applied]);
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    const isInterfaceObject = applied.some(({ name }) => name.value === 'interfaceObject');
    for (const field of definition.fields ?? [])
      for (const one of isInterfaceObject ? [type, 'Book', 'Film'] : [type]) note(one, field);
    for (const key of applied.filter(({ name }) => name.value === 'key'))
      for (const word of String(argument(key, 'fields')).split(/\W+/)) keys.add(`${type}.${word}`);
  }
  keys.add('Org.oid').add('Book.id').add('Film.id');
  return {
    mayCallerSee(type, field, caller) {
      const declared = ofField.get(`${type}.${field}`);
      if (!declared) return true;
      const all = [ofType.get(type), declared.applied, ofType.get(declared.returns)];
      return all.flatMap((applied) => applied ?? []).every((one) => isMetBy(one, caller));
    },
    isInKey: (type, field) => keys.has(`${type}.${field}`),
  };
}

function isMetBy(directive: DirectiveNode, { userId, scopes = [] }: CallerIdentity): boolean {
  const any = (name: string) =>
    (argument(directive, name) as string[][]).some((all) =>
      all.every((one) => scopes.includes(one)),
    );
  switch (directive.name.value) {
    case 'authenticated':
      return userId !== null;
    case 'requiresScopes':
      return any('scopes');
    case 'policy':
      return any('policies');
    default:
      return true;
  }
}

const argument = (directive: DirectiveNode, name: string): unknown =>
  valueFromASTUntyped(directive.arguments!.find((one) => one.name.value === name)!.value);

const nameOf = (type: TypeNode): string =>
  type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type);
