/**
 * What each field of one supergraph demands of its caller, read from the directives in its SDL. Knows
 * no operation and no caller.
 */
import { type DocumentNode, type FieldNode, Kind, parse, type SelectionSetNode } from 'graphql';
import { readDirectiveNames } from './directive-names.js';
import { type Declared, type DeclaredField, readDeclarations } from './declarations.js';
import { type Conjoin, createConjoin, type Requirement } from './requirement.js';

export interface AuthorizationModel {
  /**
   * What it takes to see a field: all that is demanded by the field, by its parent, by the type it
   * returns, by what its @requires reads, and, on an interface, by the field of every implementation.
   * Undefined where nothing is demanded.
   */
  requirementOf(parentType: string, field: string): Requirement | undefined;
}

/** Undefined for a supergraph that demands nothing. @throws Error for directives that are not understood */
export function readAuthorizationModel(supergraph: DocumentNode): AuthorizationModel | undefined {
  const { directives } = readDirectiveNames(supergraph);
  if (directives.size === 0) return undefined;
  const conjoin = createConjoin();
  const types = readDeclarations(supergraph, directives, conjoin);
  const demands = [...types.values()].some(
    ({ own, fields }) => own || [...fields.values()].some((field) => field.own),
  );
  return demands ? new Model(types, conjoin) : undefined;
}

class Model implements AuthorizationModel {
  readonly #known = new Map<string, Requirement | undefined>();
  readonly #implementations = new Map<string, string[]>();

  constructor(
    readonly types: ReadonlyMap<string, Declared>,
    readonly conjoin: Conjoin,
  ) {
    for (const [name, { isInterface, interfaces }] of types)
      for (const one of isInterface ? [] : interfaces)
        this.#implementations.set(one, [...(this.#implementations.get(one) ?? []), name]);
  }

  requirementOf(parentType: string, field: string): Requirement | undefined {
    const key = `${parentType}.${field}`;
    if (!this.#known.has(key)) {
      const found = new Set<Requirement>();
      this.#collect({ type: parentType, field }, { found, seen: new Set() });
      this.#known.set(key, this.conjoin(found));
    }
    return this.#known.get(key);
  }

  #collect({ type, field }: Coordinate, search: Search): void {
    const key = `${type}.${field}`;
    const parent = this.types.get(type);
    const declared = parent?.fields.get(field);
    if (!parent || !declared || search.seen.has(key)) return;
    search.seen.add(key);
    const returned = this.types.get(declared.returns);
    for (const own of [parent.own, declared.own, returned?.own]) if (own) search.found.add(own);
    for (const selection of declared.requires)
      this.#collectSelection(type, parseFieldSet(selection), search);
    for (const other of this.#relatives(type, parent, declared))
      this.#collect({ type: other, field }, search);
  }

  /** Where the same field is declared again. Composition tells only some of them of one another. */
  #relatives(type: string, parent: Declared, declared: DeclaredField): readonly string[] {
    if (parent.isInterface) return this.#implementations.get(type) ?? [];
    return declared.isOfInterfaceObject ? parent.interfaces : [];
  }

  #collectSelection(type: string, { selections }: SelectionSetNode, search: Search): void {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) this.#collectRequired(type, selection, search);
      if (selection.kind !== Kind.INLINE_FRAGMENT) continue;
      const condition = selection.typeCondition?.name.value ?? type;
      this.#collectSelection(condition, selection.selectionSet, search);
    }
  }

  #collectRequired(type: string, { name, selectionSet }: FieldNode, search: Search): void {
    this.#collect({ type, field: name.value }, search);
    const returns = this.types.get(type)?.fields.get(name.value)?.returns;
    if (returns && selectionSet) this.#collectSelection(returns, selectionSet, search);
  }
}

interface Coordinate {
  type: string;
  field: string;
}

interface Search {
  found: Set<Requirement>;
  seen: Set<string>;
}

function parseFieldSet(fields: string): SelectionSetNode {
  const [definition] = parse(`{${fields}}`, { noLocation: true }).definitions;
  return (definition as { selectionSet: SelectionSetNode }).selectionSet;
}
