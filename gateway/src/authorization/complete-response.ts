/**
 * Puts the fields that were not asked for back into a response, as null with an error. It goes by the
 * client's own operation and reads only what the filtered operation has brought: what a plan fetched on
 * the way (keys, for instance) is no longer in there.
 */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getDirectiveValues,
  getNamedType,
  getNullableType,
  GraphQLIncludeDirective,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  isAbstractType,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

export type Path = readonly (string | number)[];
export type Json = Record<string, unknown>;

export interface Refusals {
  schema: GraphQLSchema;
  document: DocumentNode;
  isRefused: (field: FieldNode) => boolean;
  /** Coerced, with the defaults of the operation. */
  variables: Readonly<Record<string, unknown>>;
  /** Told of each place where a value is missing for the caller's lack of rights. */
  onRefused: (path: Path) => void;
}

/** Selections of one object; refused ones are of a field that the caller may not see. */
interface Source {
  set: SelectionSetNode;
  isRefused: boolean;
}

interface Entry {
  field: FieldNode;
  isRefused: boolean;
}

export class ResponseCompletion {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #path: (string | number)[] = [];

  constructor(readonly refusals: Refusals) {
    const fragments = refusals.document.definitions.filter(
      (definition) => definition.kind === Kind.FRAGMENT_DEFINITION,
    );
    this.#fragments = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  }

  /** The object with all fields of the operation; null where a non-null field of it was refused. */
  object(value: Json, type: GraphQLCompositeType, sources: readonly Source[]): Json | null {
    const runtime = this.#runtimeType(value, type);
    const fields = new Map<string, Entry[]>();
    for (const source of sources) this.#collect(source, runtime, fields);
    const result: Json = {};
    for (const [name, entries] of fields) {
      this.#path.push(name);
      const { field } = entries[0]!;
      const fieldType = typeOf(field, runtime);
      const given = Object.hasOwn(value, name) ? value[name] : undefined;
      const child = isTypename(field)
        ? (given ?? runtime.name)
        : this.#field(given ?? null, fieldType, entries);
      this.#path.pop();
      if (child === null && isNonNullType(fieldType)) return null;
      result[name] = child;
    }
    return result;
  }

  /** Only the operation's own fields of `type` that are refused: for a response without data. */
  report(type: GraphQLCompositeType, sources: readonly Source[]): void {
    const fields = new Map<string, Entry[]>();
    for (const source of sources) this.#collect(source, type, fields);
    for (const [name, entries] of fields)
      if (entries.every(({ isRefused }) => isRefused)) this.refusals.onRefused([name]);
  }

  #field(value: unknown, type: GraphQLOutputType | undefined, entries: readonly Entry[]): unknown {
    if (entries.every(({ isRefused }) => isRefused)) {
      this.refusals.onRefused([...this.#path]);
      return null;
    }
    if (!type || !isCompositeType(getNamedType(type))) return value;
    const sources = entries.flatMap(({ field, isRefused }) =>
      field.selectionSet ? [{ set: field.selectionSet, isRefused }] : [],
    );
    return this.#value(value, type, sources);
  }

  #value(value: unknown, type: GraphQLOutputType, sources: readonly Source[]): unknown {
    if (value === null || value === undefined) return null;
    const bare = getNullableType(type);
    if (!isListType(bare)) return this.object(value as Json, bare as GraphQLCompositeType, sources);
    const elements = (value as unknown[]).map((element, index) => {
      this.#path.push(index);
      const completed = this.#value(element, bare.ofType, sources);
      this.#path.pop();
      return completed;
    });
    return isNonNullType(bare.ofType) && elements.includes(null) ? null : elements;
  }

  #runtimeType(value: Json, type: GraphQLCompositeType): GraphQLCompositeType {
    if (isObjectType(type)) return type;
    const name = value['__typename'];
    const runtime = typeof name === 'string' ? this.refusals.schema.getType(name) : undefined;
    return isObjectType(runtime) ? runtime : type;
  }

  #collect(
    { set, isRefused }: Source,
    type: GraphQLCompositeType,
    into: Map<string, Entry[]>,
  ): void {
    for (const selection of set.selections) {
      if (this.#isSkipped(selection)) continue;
      if (selection.kind === Kind.FIELD) {
        const name = (selection.alias ?? selection.name).value;
        const isMissing = isRefused || this.refusals.isRefused(selection);
        const entry = { field: selection, isRefused: isMissing && !isTypename(selection) };
        into.set(name, [...(into.get(name) ?? []), entry]);
        continue;
      }
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT
          ? selection
          : this.#fragments.get(selection.name.value)!;
      if (this.#applies(fragment.typeCondition?.name.value, type))
        this.#collect({ set: fragment.selectionSet, isRefused }, type, into);
    }
  }

  #applies(condition: string | undefined, type: GraphQLCompositeType): boolean {
    if (!condition || condition === type.name) return true;
    const { schema } = this.refusals;
    const wanted = schema.getType(condition);
    return isAbstractType(wanted) && !isUnionType(type) && schema.isSubType(wanted, type);
  }

  #isSkipped(selection: SelectionNode): boolean {
    const { variables } = this.refusals;
    const skip = getDirectiveValues(GraphQLSkipDirective, selection, variables);
    const include = getDirectiveValues(GraphQLIncludeDirective, selection, variables);
    return skip?.['if'] === true || include?.['if'] === false;
  }
}

const isTypename = ({ name }: FieldNode): boolean => name.value === '__typename';

/** Undefined for the fields of introspection: their values are taken as they are. */
function typeOf({ name }: FieldNode, type: GraphQLCompositeType): GraphQLOutputType | undefined {
  return isUnionType(type) ? undefined : type.getFields()[name.value]?.type;
}
