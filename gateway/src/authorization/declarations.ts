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
    const known = types.get(definition.name.value);
    const { fields = [], interfaces = [] } = 'fields' in definition ? definition : {};
    const declared = fields.map((field): [string, DeclaredField] => [
      field.name.value,
      { own: requirementOf(field.directives), ...readField(field) },
    ]);
    types.set(definition.name.value, {
      own: conjoin([known?.own, requirementOf(definition.directives)]),
      isInterface: interfaceKinds.has(definition.kind),
      interfaces: [...(known?.interfaces ?? []), ...interfaces.map(({ name }) => name.value)],
      fields: new Map([...(known?.fields ?? []), ...declared]),
    });
  }
  return types;
}

const interfaceKinds: ReadonlySet<Kind> = new Set([
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_EXTENSION,
]);

/** Composition writes no extensions; by hand one may. */
function isOutputType(definition: DocumentNode['definitions'][number]) {
  const { kind } = definition;
  return (
    kind === Kind.OBJECT_TYPE_DEFINITION ||
    kind === Kind.OBJECT_TYPE_EXTENSION ||
    kind === Kind.INTERFACE_TYPE_DEFINITION ||
    kind === Kind.INTERFACE_TYPE_EXTENSION ||
    kind === Kind.SCALAR_TYPE_DEFINITION ||
    kind === Kind.SCALAR_TYPE_EXTENSION ||
    kind === Kind.ENUM_TYPE_DEFINITION ||
    kind === Kind.ENUM_TYPE_EXTENSION
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
