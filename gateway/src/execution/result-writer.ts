/**
 * Generates the function that writes the response's JSON from the merged answers, for one operation and
 * one value of its conditions. It knows only what a sound answer looks like: at anything else it gives
 * up and complete-data.ts decides. Null where null is allowed is sound.
 */
import {
  isNonNullType,
  type ObjectType,
  type Operation,
  type SelectionSet,
} from '@apollo/federation-internals';
import type { ConditionValues } from './condition-values.js';
import { leafWriter, leafWriters } from './leaf-writers.js';
import type { JsonObject } from './merge.js';
import { collectFields, type ResponseField, uniteTypes, type ValueShape } from './result-shape.js';
import { evaluate, literal, Unsupported } from './unsupported.js';

/** @throws GiveUp */
export type WriteResult = (data: JsonObject) => string;

/** @throws Unsupported */
export function compileResult(operation: Operation, values: ConditionValues): WriteResult {
  const compiler = new ResultCompiler(operation, values);
  const root = operation.schema().schemaDefinition.rootType(operation.rootKind)!;
  const shape: ObjectShape = { types: [root], isAbstract: false };
  const entry = compiler.object(shape, [operation.selectionSet]);
  return compiler.finish(entry);
}

type ObjectShape = Pick<Extract<ValueShape, { kind: 'object' }>, 'types' | 'isAbstract'>;

const maxFields = 20_000;

class ResultCompiler {
  readonly #functions: string[] = [];
  readonly #names = new Map<string, string>();
  readonly #ids = new Map<SelectionSet, number>();
  readonly #constants: Record<string, unknown> = { ...leafWriters };
  #fields = 0;

  constructor(
    readonly operation: Operation,
    readonly values: ConditionValues,
  ) {}

  finish(entry: string): WriteResult {
    return evaluate(`${this.#functions.join('\n')}\nreturn ${entry};`, this.#constants);
  }

  /** The name of a function that writes an object; the same one for the same selections. */
  object(shape: ObjectShape, selectionSets: readonly SelectionSet[]): string {
    const types = shape.types.map(({ name }) => name).join();
    const key = `${types} ${shape.isAbstract} ${selectionSets.map((set) => this.#id(set)).join()}`;
    return this.#once(key, () => {
      const cases = shape.types.map((type) => this.#case(type, shape.isAbstract, selectionSets));
      if (!shape.isAbstract) return `(o) {${isObjectCheck} ${cases.join('')}}`;
      return `(o) {${isObjectCheck} switch (o.__typename) {${cases.join('')}} giveUp();}`;
    });
  }

  #case(type: ObjectType, isAbstract: boolean, selectionSets: readonly SelectionSet[]): string {
    const schema = this.operation.schema();
    const fields = collectFields(type, selectionSets, schema, this.values);
    this.#fields += fields.length;
    if (this.#fields > maxFields) throw new Unsupported('too large an operation');
    const name = JSON.stringify(type.name);
    const body = `{${listCheck(fields)}${this.#fieldsOf(type, fields)}}`;
    if (isAbstract) return `case ${name}: ${body}`;
    return `if (o.__typename !== undefined && o.__typename !== ${name}) giveUp(); ${body}`;
  }

  #fieldsOf(type: ObjectType, fields: readonly ResponseField[]): string {
    let pending = '{';
    let code = 'let v, s = "";';
    fields.forEach((field, index) => {
      const name = literal(field.name);
      pending += `${index > 0 ? ',' : ''}${name}:`;
      code += `v = o[${name}];`;
      if (field.isTypename) {
        code += `if (v != null && v !== ${JSON.stringify(type.name)}) giveUp();`;
        pending += JSON.stringify(type.name);
      } else {
        code += `s += ${JSON.stringify(pending)} + ${this.#value(field)};`;
        pending = '';
      }
    });
    return `${code} return s + ${JSON.stringify(`${pending}}`)};`;
  }

  #value({ types, selectionSets }: ResponseField): string {
    return this.#expression(uniteTypes(types), selectionSets);
  }

  /** Every writer gives up at null, so only what may be null is checked for it. */
  #expression(shape: ValueShape, selectionSets: readonly SelectionSet[]): string {
    const writer = this.#writer(shape, selectionSets);
    return shape.isNonNull ? `${writer}(v)` : `(v == null ? "null" : ${writer}(v))`;
  }

  #writer(shape: ValueShape, selectionSets: readonly SelectionSet[]): string {
    if (shape.kind === 'object') return this.object(shape, selectionSets);
    if (shape.kind === 'list') return this.#list(shape.of, selectionSets);
    const { name, create } = leafWriter(shape.type);
    if (create) this.#constants[name] ??= create();
    return name;
  }

  #list(of: ValueShape, selectionSets: readonly SelectionSet[]): string {
    const element = this.#expression(of, selectionSets);
    return this.#once(`list of ${element}`, () => {
      const loop = `for (let i = 0; i < a.length; i++) {const v = a[i]; s += (i > 0 ? "," : "") + ${element};}`;
      return `(a) {if (!Array.isArray(a)) giveUp(); let s = "["; ${loop} return s + "]";}`;
    });
  }

  #once(key: string, body: () => string): string {
    const known = this.#names.get(key);
    if (known) return known;
    const name = `w${this.#names.size}`;
    this.#names.set(key, name);
    this.#functions.push(`function ${name}${body()}`);
    return name;
  }

  #id(set: SelectionSet): number {
    const id = this.#ids.get(set) ?? this.#ids.size;
    this.#ids.set(set, id);
    return id;
  }
}

/** A list lacks every field, which a field that must be there notices. */
const listCheck = (fields: readonly ResponseField[]): string =>
  fields.some(({ isTypename, types }) => !isTypename && types.some(isNonNullType))
    ? ''
    : 'if (Array.isArray(o)) giveUp();';

const isObjectCheck = 'if (typeof o !== "object" || o === null) giveUp();';
