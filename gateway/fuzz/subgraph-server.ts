/**
 * A subgraph in memory: real federation execution over values that are hashes of what is asked for, so
 * that two subgraphs agree on what they share and the same question always has the same answer.
 */
import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  type DocumentNode,
  execute,
  getNullableType,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
} from 'graphql';
import { SubgraphFault, toResponseErrors } from '../src/subgraph-fault.js';
import { type AskedPart, readParts } from './asked-parts.js';
import type { FaultPlan } from './fault.js';
import { corrupt, spoilEntities } from './garbage.js';
import { hash } from './random.js';

export interface SubgraphRequest {
  query: string;
  variables?: Record<string, unknown>;
}

export interface SubgraphResponse {
  data?: Record<string, unknown> | null;
  errors?: GraphQLFormattedError[];
  fault?: SubgraphFault;
}

export interface SubgraphServer {
  name: string;
  ask(request: SubgraphRequest, fault: FaultPlan): Promise<SubgraphResponse>;
}

export function createSubgraphServer(name: string, sdl: string): SubgraphServer {
  const resolvers = { Media: { __resolveReference: toMedium } };
  const knowsMedia = sdl.includes('interface Media ');
  const schema = buildSubgraphSchema({ typeDefs: parse(sdl), ...(knowsMedia && { resolvers }) });
  delete schema.getQueryType()!.getFields()['_service'];
  const documents = new Map<string, DocumentNode>();
  return {
    name,
    async ask({ query, variables }, fault) {
      const failed = fault.fault === 'subgraph fails' && fail({ name, query }, fault.seed);
      if (failed) return failed;
      const document = documents.get(query) ?? parse(query);
      documents.set(query, document);
      const result = await execute({
        schema,
        document,
        variableValues: variables ?? {},
        contextValue: fault,
        fieldResolver: createResolver(name, schema),
        typeResolver: (value) => (value as Thing).__typename,
      });
      const answer = JSON.parse(JSON.stringify(result)) as SubgraphResponse;
      return spoil(answer, { query, variables: variables ?? {} }, fault);
    },
  };
}

/** A request of which only some parts fail is answered so that nobody can tell which. */
function fail(
  { name, query }: { name: string; query: string },
  seed: number,
): SubgraphResponse | undefined {
  const parts = readParts(query).map((part) => part.query);
  const asked = parts.length > 0 ? parts : [query];
  const failing = asked.filter((part) => hash(seed, name, part) % 2 === 0);
  if (failing.length === 0) return undefined;
  const kind = failing.length < asked.length ? 2 : hash(seed, name) % 4;
  if (kind === 0) throw new Error('The connection was reset');
  if (kind === 3) {
    const fault = new SubgraphFault('connection', 'is not there');
    return { errors: toResponseErrors(fault, name, query), fault };
  }
  const errors = [{ message: 'Out of order', extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }];
  return kind === 1 ? { errors } : { data: null, errors: [{ ...errors[0]!, path: [] }] };
}

function spoil(
  answer: SubgraphResponse,
  { query, variables }: Required<SubgraphRequest>,
  plan: FaultPlan,
): SubgraphResponse {
  const { fault, seed } = plan;
  if (fault !== 'garbage' && fault !== 'null for a non-null') return answer;
  if (!answer.data) return answer;
  const parts = readParts(query);
  if (parts.length === 0) {
    const values = fault === 'garbage' ? garbageValues : [null];
    return { ...answer, data: corrupt(answer.data, { seed: hash(seed, query), values }) };
  }
  const spoiled = parts.map((part) => [part.alias, spoilPart(answer.data!, part, variables, plan)]);
  return { ...answer, data: Object.fromEntries(spoiled) as Record<string, unknown> };
}

function spoilPart(
  data: Record<string, unknown>,
  { alias, query, representations }: AskedPart,
  variables: Record<string, unknown>,
  { fault, seed }: FaultPlan,
): unknown {
  const values = fault === 'garbage' ? garbageValues : [null];
  const asked = variables[representations] as unknown[];
  const keys = asked.map((one) => hash(seed, query, JSON.stringify(one)));
  const entities = (data[alias] as unknown[]).map((entity, index) =>
    corrupt(entity, { seed: keys[index]!, values }),
  );
  return fault === 'garbage' ? spoilEntities(entities, hash(seed, query), keys) : entities;
}

const garbageValues = [null, 7, 'text', true, 1.5, [], ['x'], {}, { a: 1 }, [null]];

interface Thing {
  __typename: string;
  n: number;
}

function createResolver(
  subgraph: string,
  schema: GraphQLSchema,
): GraphQLFieldResolver<Thing, FaultPlan> {
  return (source, args, { fault, seed }, info) => {
    const { fieldName, parentType } = info;
    const thing = identify(source, parentType.name);
    const where = [parentType.name, thing.n, fieldName, JSON.stringify(args)];
    if (fault === 'field error' && hash(seed, subgraph, ...where) % 6 === 0)
      throw new GraphQLError(`No ${where.join(' ')}`, {
        extensions: hash(seed, fieldName) % 2 === 0 ? { code: 'FORBIDDEN', why: fieldName } : {},
      });
    const isOften = fault === 'null for a nullable' && hash(seed, ...where) % 3 === 0;
    if (!isNonNullType(info.returnType) && isOften) return null;
    const known = source ? (source as unknown as Record<string, unknown>)[fieldName] : undefined;
    if (known !== undefined) return known;
    return createValue(info.returnType, requiredBy(source, where), { schema, info, thing });
  };
}

/** A field with @requires depends on what the representation carries. */
function requiredBy(source: unknown, where: readonly unknown[]): readonly unknown[] {
  const need = (source as { need?: unknown } | undefined)?.need;
  const isMade = where[2] === 'made' || where[2] === 'more';
  return isMade ? [...where, JSON.stringify(need ?? null)] : where;
}

/** The number of a thing is in each of its keys. */
function identify(source: unknown, type: string): Thing {
  const { n, id, sku, org, oid } = (source ?? {}) as Record<string, unknown>;
  if (typeof n === 'number') return { __typename: type, n };
  const key = id ?? sku ?? (org as { oid?: unknown } | undefined)?.oid ?? oid ?? '0';
  return { __typename: type, n: Number(JSON.stringify(key).replaceAll(/\D/g, '')) };
}

/** Which kind of medium it is follows from its number. */
function toMedium(reference: object): object {
  const { n } = identify(reference, 'Media');
  return { ...reference, __typename: mediumType(n), n };
}

const mediumType = (n: number): string => (n % 2 === 0 ? 'Book' : 'Film');

interface Place {
  schema: GraphQLSchema;
  info: GraphQLResolveInfo;
  thing: Thing;
}

const distinctThings = 4;

function createValue(type: GraphQLOutputType, where: readonly unknown[], place: Place): unknown {
  const draw = hash(...where);
  if (!isNonNullType(type) && draw % 14 === 0) return null;
  const bare = getNullableType(type);
  if (isListType(bare)) {
    const elements = Array.from(
      { length: draw % 9 === 0 ? 0 : 1 + (draw % 4) },
      (_one, index) => index,
    );
    return elements.map((index) => createValue(bare.ofType, [...where, index], place));
  }
  if (isAbstractType(bare)) {
    const medium = hash(draw) % distinctThings;
    if (bare.name === 'Media') return { __typename: mediumType(medium), n: medium };
    const types = [...place.schema.getPossibleTypes(bare)];
    return { __typename: types[draw % types.length]!.name, n: hash(draw) % distinctThings };
  }
  if (isObjectType(bare)) return { __typename: bare.name, n: hash(draw) % distinctThings };
  if (isEnumType(bare)) return bare.getValues()[draw % bare.getValues().length]!.value;
  return createLeaf(bare.name, draw, place);
}

const texts = [
  'plain',
  'with "quotes"',
  'back\\slash',
  'line\nbreak',
  'ünï ✓ 𝄞',
  '',
  '\ud800 lone',
];

function createLeaf(type: string, draw: number, { info, thing }: Place): unknown {
  if (info.fieldName === 'id') return `i${thing.n}`;
  if (info.fieldName === 'sku') return `s${thing.n}`;
  if (info.fieldName === 'oid') return `o${thing.n}`;
  if (type === 'Int') return (draw % 2_001) - 1_000;
  if (type === 'Float') return draw % 5 === 0 ? 1e21 * (draw % 7) : draw / 8;
  if (type === 'Boolean') return draw % 2 === 0;
  if (type === 'Any')
    return [{ a: [draw % 3], b: null }, [1, [2]], 'any', draw % 10, false][draw % 5];
  return `${texts[draw % texts.length]!} ${draw % 100}`;
}
