/**
 * Puts the fields that were not asked for back into a response, as null with an error. It goes by the
 * client's own operation and reads only what the filtered operation has brought: what a plan fetched on
 * the way (keys, for instance) is no longer in there.
 */
import {
  type FieldNode,
  getNamedType,
  getNullableType,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';
import {
  type Entry,
  FieldCollector,
  isTypename,
  type Selecting,
  type Source,
} from './field-collector.js';

export type Path = readonly (string | number)[];
export type Json = Record<string, unknown>;

export interface Refusals extends Selecting {
  /** Told of each place where a value is missing for the caller's lack of rights. */
  onRefused: (path: Path) => void;
}

export class RefusedFields {
  readonly #collector: FieldCollector;
  readonly #path: (string | number)[] = [];

  constructor(readonly refusals: Refusals) {
    this.#collector = new FieldCollector(refusals);
  }

  /** The object with all fields of the operation; null where a non-null field of it was refused. */
  object(value: Json, type: GraphQLCompositeType, sources: readonly Source[]): Json | null {
    const runtime = this.#runtimeType(value, type);
    const fields = this.#collector.collect(sources, runtime);
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
    const fields = this.#collector.collect(sources, type);
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
}

/** Undefined for the fields of introspection: their values are taken as they are. */
function typeOf({ name }: FieldNode, type: GraphQLCompositeType): GraphQLOutputType | undefined {
  return isUnionType(type) ? undefined : type.getFields()[name.value]?.type;
}
