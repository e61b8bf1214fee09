/**
 * The response from the merged answers where something is wrong with them: fields in order, null where the
 * schema demands it. As @apollo/gateway's computeResponse, save that a value of the wrong shape is an error
 * at its place instead of the end of the operation, and that what an object is known to be by its type
 * is not forgotten within fragments on abstract types.
 */
import {
  type CompositeType,
  type FieldSelection,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  isSubtype,
  isValidLeafValue,
  type ObjectType,
  type Operation,
  possibleRuntimeTypes,
  type Schema,
  type SelectionSet,
  type Type,
} from '@apollo/federation-internals';
import type { GraphQLError } from 'graphql';
import { CompletionErrors, type FaultyPlace } from './completion-errors.js';
import { type Conditions, isSkipped, readConditions } from './condition-values.js';
import type { Variables } from './fetch-body.js';
import type { JsonObject } from './merge.js';

export interface Completed {
  data: JsonObject | null;
  errors: GraphQLError[];
}

export interface CompletionOptions {
  /** Of the object; the operation's root unless told, as for a part that comes later. */
  type?: CompositeType;
  /** Whether anybody wants to be told what is wrong. */
  isSilent?: boolean;
}

/** @throws where a variable of a condition has no value */
export function completeData(
  operation: Operation,
  variables: Variables,
  input: JsonObject,
  { type = rootTypeOf(operation), isSilent = false }: CompletionOptions = {},
): Completed {
  const values = readConditions(operation, variables);
  const errors = new CompletionErrors(isSilent);
  const completion = new Completion(operation.schema(), values, errors);
  const data = emptyObject();
  const isSound = completion.object(operation.selectionSet, {
    input,
    output: data,
    parent: type,
    known: onlyType(type),
  });
  return { data: isSound ? data : null, errors: errors.all };
}

const rootTypeOf = (operation: Operation): CompositeType =>
  operation.schema().schemaDefinition.rootType(operation.rootKind)!;

interface Place {
  input: JsonObject;
  output: JsonObject;
  /** The type that the selection is on. */
  parent: CompositeType;
  /** The type that the object surely is of, whether it says so or not. */
  known: ObjectType | undefined;
}

interface Value extends FaultyPlace {
  type: Type;
  /** What came; null where nothing did. */
  input: unknown;
  /** What an earlier selection of the same field has made of it. */
  output: unknown;
  selectionSet: SelectionSet | undefined;
}

interface CompletedValue {
  value: unknown;
  /** Null that its parent may not hold. */
  isInvalid?: boolean;
  /** Told already. */
  hasErrors?: boolean;
}

class Completion {
  readonly #path: (string | number)[];

  constructor(
    readonly schema: Schema,
    readonly values: Conditions,
    readonly errors: CompletionErrors,
  ) {
    this.#path = errors.path;
  }

  /** False where the object is to be null. */
  object(selectionSet: SelectionSet, place: Place): boolean {
    return selectionSet.selections().every((selection) => {
      if (isSkipped(selection, this.schema, this.values)) return true;
      if (selection.kind === 'FieldSelection') return this.#field(selection, place);
      const condition = selection.element.typeCondition;
      if (condition && !isSubtype(condition, place.known ?? place.parent)) return true;
      return this.object(selection.selectionSet, { ...place, parent: condition ?? place.parent });
    });
  }

  #field({ element, selectionSet }: FieldSelection, place: Place): boolean {
    const { input, output, parent } = place;
    const name = element.responseName();
    const definition = element.definition;
    if (definition.isSchemaIntrospectionField())
      throw new Error('Introspection is not executed here.');
    if (element.name === '__typename') return this.#typename(name, place);
    this.#path.push(name);
    const completed = this.#value({
      type: definition.type!,
      input: (Object.hasOwn(input, name) ? input[name] : undefined) ?? null,
      output: output[name],
      selectionSet,
      parent,
    });
    this.#path.pop();
    output[name] = completed.value;
    return !completed.isInvalid;
  }

  #typename(name: string, { input, output, parent, known }: Place): boolean {
    if (output[name] !== undefined) return true;
    const said = (Object.hasOwn(input, name) ? input[name] : undefined) ?? input['__typename'];
    const named = typeof said === 'string' ? this.schema.type(said) : undefined;
    const type = known ?? named ?? parent;
    if (!isObjectType(type as Type)) return false;
    output[name] = type.name;
    return true;
  }

  #value(at: Value): CompletedValue {
    const { type, input, output, selectionSet } = at;
    if (output === null || (output !== undefined && !selectionSet)) return { value: output };
    if (isNonNullType(type)) return this.#nonNull(at, type.ofType);
    if (input === null) return { value: null };
    if (isListType(type)) return this.#list(at, type.ofType);
    if (isCompositeType(type)) return this.#composite(at, type);
    if (isValidLeafValue(this.schema, input, type as never)) return { value: input };
    return this.#wrong(at, type);
  }

  #nonNull(at: Value, type: Type): CompletedValue {
    const { value, hasErrors } = this.#value({ ...at, type });
    if (value !== null) return { value };
    if (!hasErrors) this.errors.tell('Cannot return null for non-nullable', at, type);
    return { value, isInvalid: true, hasErrors: true };
  }

  #list(at: Value, type: Type): CompletedValue {
    const { input } = at;
    if (!Array.isArray(input)) return this.#wrong(at, at.type);
    const before = at.output as unknown[] | undefined;
    let isInvalid = false;
    let hasErrors = false;
    const value = input.map((element: unknown, index) => {
      this.#path.push(index);
      const completed = this.#value({ ...at, type, input: element, output: before?.[index] });
      this.#path.pop();
      isInvalid ||= completed.isInvalid === true;
      hasErrors ||= completed.hasErrors === true;
      return completed.value;
    });
    return { value: isInvalid ? null : value, hasErrors };
  }

  #composite(at: Value, type: CompositeType): CompletedValue {
    const { input, output, selectionSet } = at;
    if (typeof input !== 'object' || Array.isArray(input)) return this.#wrong(at, type);
    const said = (input as JsonObject)['__typename'] ?? '';
    const named = typeof said === 'string' && said !== '' ? this.schema.type(said) : undefined;
    if (said !== '' && !(named && isCompositeType(named))) {
      this.errors.tell('Invalid __typename found for object at', at, type);
      return { value: null, hasErrors: true };
    }
    const own = (named as CompositeType | undefined) ?? type;
    const value = (output as JsonObject | undefined) ?? emptyObject();
    const place = { input: input as JsonObject, output: value, parent: own, known: onlyType(own) };
    const isSound = this.object(selectionSet!, place);
    return { value: isSound ? value : null, hasErrors: !isSound };
  }

  #wrong(at: Value, type: Type): CompletedValue {
    this.errors.tell('Invalid value found for', at, type);
    return { value: null, hasErrors: true };
  }
}

/** Names of fields may be those that every object has. */
const emptyObject = (): JsonObject => Object.create(null) as JsonObject;

function onlyType(type: CompositeType): ObjectType | undefined {
  if (isObjectType(type)) return type;
  const possible = possibleRuntimeTypes(type);
  return possible.length === 1 ? possible[0] : undefined;
}
