/** The types of a supergraph as far as authorisation is concerned: who declares what on which element. */
import {
  type DirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  type TypeNode,
} from 'graphql';
import { argumentsOf, type Feature } from './directive-names.js';
import type { Clause, Conjoin, Requirement } from './requirement.js';

/** A type. Scalars and enums have no fields. */
export interface Declared {
  own: Requirement | undefined;
  isInterface: boolean;
  interfaces: readonly string[];
  fields: ReadonlyMap<string, DeclaredField>;
}

export interface DeclaredField {
  own: Requirement | undefined;
  /** Name of the type without lists and non-null. */
  returns: string;
  /** Field sets that some subgraph has to be given before it can answer. */
  requires: readonly string[];
  /** It comes from an @interfaceObject: no subgraph declares it on this very type. */
  isOfInterfaceObject: boolean;
}

type Directives = ReadonlyMap<string, Feature>;

export function readDeclarations(
  { definitions }: DocumentNode,
  directives: Directives,
  conjoin: Conjoin,
): ReadonlyMap<string, Declared> {
  const requirementOf = (applied: readonly DirectiveNode[] = []) =>
    conjoin([{ clauses: applied.flatMap((one) => readClause(one, directives)) }]);
  const types = new Map<string, Declared>();
  for (const definition of definitions) {
    if (!isOutputType(definition)) continue;
    const isComposite = 'fields' in definition;
    types.set(definition.name.value, {
      own: requirementOf(definition.directives),
      isInterface: definition.kind === Kind.INTERFACE_TYPE_DEFINITION,
      interfaces: isComposite ? (definition.interfaces ?? []).map(({ name }) => name.value) : [],
      fields: new Map(
        (isComposite ? (definition.fields ?? []) : []).map((field) => [
          field.name.value,
          { own: requirementOf(field.directives), ...readField(field) },
        ]),
      ),
    });
  }
  return types;
}

function isOutputType(definition: DocumentNode['definitions'][number]) {
  const { kind } = definition;
  return (
    kind === Kind.OBJECT_TYPE_DEFINITION ||
    kind === Kind.INTERFACE_TYPE_DEFINITION ||
    kind === Kind.SCALAR_TYPE_DEFINITION ||
    kind === Kind.ENUM_TYPE_DEFINITION
  );
}

function readClause(directive: DirectiveNode, directives: Directives): Clause[] {
  const feature = directives.get(directive.name.value);
  if (!feature) return [];
  if (feature === 'authenticated') return [{ kind: 'authenticated' }];
  const [kind, argument] =
    feature === 'policy' ? (['policies', 'policies'] as const) : (['scopes', 'scopes'] as const);
  return [{ kind, alternatives: argumentsOf(directive)[argument] as string[][] }];
}

function readField({ type, directives = [] }: FieldDefinitionNode) {
  const joins = directives.filter(({ name }) => name.value === 'join__field').map(argumentsOf);
  return {
    returns: namedTypeOf(type),
    requires: joins.flatMap(({ requires }) => (typeof requires === 'string' ? [requires] : [])),
    isOfInterfaceObject: joins.some(({ graph }) => graph === undefined),
  };
}

function namedTypeOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedTypeOf(type.type);
}
