/** Which fields of the client's operation an object has, under which names, and which of them are refused. */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getDirectiveValues,
  type GraphQLCompositeType,
  GraphQLIncludeDirective,
  type GraphQLSchema,
  GraphQLSkipDirective,
  isAbstractType,
  isUnionType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

export interface Selecting {
  schema: GraphQLSchema;
  document: DocumentNode;
  isRefused: (field: FieldNode) => boolean;
  /** Coerced, with the defaults of the operation. */
  variables: Readonly<Record<string, unknown>>;
}

/** Selections of one object; refused ones are of a field that the caller may not see. */
export interface Source {
  set: SelectionSetNode;
  isRefused: boolean;
}

export interface Entry {
  field: FieldNode;
  isRefused: boolean;
}

export const isTypename = ({ name }: FieldNode): boolean => name.value === '__typename';

export class FieldCollector {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;

  constructor(readonly selecting: Selecting) {
    const fragments = selecting.document.definitions.filter(
      (definition) => definition.kind === Kind.FRAGMENT_DEFINITION,
    );
    this.#fragments = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  }

  /** By the name that each has in the response, in the order of the operation. */
  collect(sources: readonly Source[], type: GraphQLCompositeType): ReadonlyMap<string, Entry[]> {
    const fields = new Map<string, Entry[]>();
    for (const source of sources) this.#add(source, type, fields);
    return fields;
  }

  #add({ set, isRefused }: Source, type: GraphQLCompositeType, into: Map<string, Entry[]>): void {
    for (const selection of set.selections) {
      if (this.#isSkipped(selection)) continue;
      if (selection.kind === Kind.FIELD) {
        const name = (selection.alias ?? selection.name).value;
        const isMissing = isRefused || this.selecting.isRefused(selection);
        const entry = { field: selection, isRefused: isMissing && !isTypename(selection) };
        into.set(name, [...(into.get(name) ?? []), entry]);
        continue;
      }
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT
          ? selection
          : this.#fragments.get(selection.name.value)!;
      if (this.#applies(fragment.typeCondition?.name.value, type))
        this.#add({ set: fragment.selectionSet, isRefused }, type, into);
    }
  }

  #applies(condition: string | undefined, type: GraphQLCompositeType): boolean {
    if (!condition || condition === type.name) return true;
    const { schema } = this.selecting;
    const wanted = schema.getType(condition);
    return isAbstractType(wanted) && !isUnionType(type) && schema.isSubType(wanted, type);
  }

  #isSkipped(selection: SelectionNode): boolean {
    const { variables } = this.selecting;
    const skip = getDirectiveValues(GraphQLSkipDirective, selection, variables);
    const include = getDirectiveValues(GraphQLIncludeDirective, selection, variables);
    return skip?.['if'] === true || include?.['if'] === false;
  }
}
