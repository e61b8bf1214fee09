/** Runs a plan with @defer: the first part, then each other one as soon as it has been fetched. */
import { type CompositeType, isCompositeType, type Schema } from '@apollo/federation-internals';
import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import { normaliseResult } from '../downstream-errors.js';
import { completeData } from '../execution/complete-data.js';
import { clone, type JsonObject, merge } from '../execution/merge.js';
import type { PossibleTypes } from '../execution/possible-types.js';
import type { Run } from '../execution/run.js';
import type { FormatErrors } from '../format-errors.js';
import type { Part } from './deferred-plan.js';
import { listPlaces, openWay, type Place } from './query-path.js';

export interface Delivered {
  data: JsonObject | null;
  errors?: GraphQLFormattedError[];
}

export interface IncrementalEntry extends Delivered {
  path: (string | number)[];
  label?: string;
}

export interface LaterPayload {
  hasNext: boolean;
  incremental?: IncrementalEntry[];
}

export interface DeliveryTools {
  run: Omit<Run, 'errors'>;
  possibleTypes: PossibleTypes;
  format: FormatErrors;
}

export interface Delivery {
  initial: Delivered;
  /** Whether anything comes later. */
  hasNext: boolean;
  later: AsyncGenerator<LaterPayload, void>;
}

export async function deliver(root: Part, tools: DeliveryTools): Promise<Delivery> {
  const run: Run = { ...tools.run, errors: [] };
  await root.fetch?.(run);
  const [initial] = shapeAt(root, [{ path: [], object: run.data }], run, tools);
  const { data, errors } = initial!;
  const given: JsonObject = data ? clone(data) : {};
  const hasNext = data !== null && root.later.length > 0;
  const later = new LaterParts(given, tools);
  if (hasNext) later.start(root.later);
  return { initial: { data, ...(errors && { errors }) }, hasNext, later: later.payloads() };
}

class LaterParts {
  readonly #given: JsonObject;
  readonly #tools: DeliveryTools;
  readonly #ready: IncrementalEntry[] = [];
  #pending = 0;
  #wake = () => {};

  constructor(given: JsonObject, tools: DeliveryTools) {
    this.#given = given;
    this.#tools = tools;
  }

  /** Parts that another one feeds wait for it; all others run at the same time. */
  start(parts: readonly Part[]): void {
    const fetched: Promise<unknown>[] = [];
    const fetchOf = (index: number): Promise<unknown> =>
      (fetched[index] ??= this.#fetch(parts[index]!, () =>
        Promise.all(parts[index]!.after.map(fetchOf)),
      ));
    parts.forEach((_part, index) => void fetchOf(index));
  }

  async #fetch(part: Part, before: () => Promise<unknown>): Promise<void> {
    this.#pending++;
    const run: Run = { ...this.#tools.run, errors: [] };
    try {
      if (part.after.length > 0) await before();
      await part.fetch?.(run);
      this.#give(part, run);
      this.start(part.later);
    } catch (error) {
      const errors = this.#tools.format([error]);
      this.#ready.push(...this.#places(part).map(({ path }) => ({ data: null, path, errors })));
    } finally {
      this.#pending--;
      this.#wake();
    }
  }

  #places({ path }: Part): Place[] {
    const { run, possibleTypes } = this.#tools;
    return listPlaces(run.data, this.#given, path, possibleTypes);
  }

  #give(part: Part, run: Run): void {
    const entries = shapeAt(part, this.#places(part), run, this.#tools);
    for (const { data, path } of entries) if (data) merge(objectAt(this.#given, path), clone(data));
    if (part.shape) this.#ready.push(...entries);
  }

  async *payloads(): AsyncGenerator<LaterPayload, void> {
    for (;;) {
      while (this.#ready.length === 0 && this.#pending > 0)
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      const incremental = this.#ready.splice(0);
      const hasNext = this.#pending > 0;
      yield incremental.length > 0 ? { hasNext, incremental } : { hasNext };
      if (!hasNext) return;
    }
  }
}

const objectAt = (root: JsonObject, path: readonly (string | number)[]): JsonObject =>
  path.reduce<JsonObject>((at, element) => at[element] as JsonObject, root);

/** Each error belongs to the place that it is in; those without a place, to the first. */
function shapeAt(part: Part, places: Place[], run: Run, tools: DeliveryTools): IncrementalEntry[] {
  const errors = [...run.errors] as GraphQLError[];
  const entries = places.map(({ path, object }) => {
    const own = errors.filter((error) => isWithin(error.path, path));
    for (const error of own) errors.splice(errors.indexOf(error), 1);
    return { path, object, own };
  });
  entries[0]?.own.push(...errors);
  return entries.map(({ path, object, own }) => {
    const { data, errors: shaped } = shapeOne(part, object, own, run);
    const all = shaped?.map((error) => (own.includes(error) ? error : inside(path, error)));
    const formatted = all && all.length > 0 ? tools.format(all) : undefined;
    if (data)
      for (const { path: way } of part.later) openWay(object, data, way.slice(part.path.length));
    return {
      data,
      path,
      ...(part.label !== undefined && { label: part.label }),
      ...(formatted && { errors: formatted }),
    };
  });
}

function shapeOne({ shape, typeName }: Part, object: JsonObject, errors: GraphQLError[], run: Run) {
  if (!shape) return { data: {}, errors };
  const type = typeOf(object, shape.schema()) ?? (shape.schema().type(typeName) as CompositeType);
  // As everywhere: what the shaping misses is told only when no subgraph said why it is missing.
  const isSilent = run.errors.length > 0;
  const shaped = completeData(shape, run.variables, object, { type, isSilent });
  const data = shaped.data ?? null;
  if (shaped.errors.length === 0) return { data, errors };
  const { errors: completed } = normaliseResult<{ errors?: unknown[]; extensions: object }>({
    extensions: { valueCompletion: shaped.errors },
  });
  return { data, errors: completed as GraphQLError[] };
}

/** As it says itself. */
function typeOf({ __typename: said }: JsonObject, schema: Schema): CompositeType | undefined {
  const type = typeof said === 'string' ? schema.type(said) : undefined;
  return type && isCompositeType(type) ? type : undefined;
}

/** The same error with the path from the root of the response. */
function inside(path: readonly (string | number)[], error: GraphQLError): GraphQLError {
  const { message, extensions } = error;
  const Type = error.constructor as typeof GraphQLError;
  return new Type(message, { path: [...path, ...(error.path ?? [])], extensions });
}

function isWithin(path: GraphQLError['path'], place: readonly (string | number)[]): boolean {
  return path !== undefined && place.every((element, index) => path[index] === element);
}
