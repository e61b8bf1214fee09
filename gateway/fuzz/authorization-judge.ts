/** What must hold of every execution: nothing seen or fetched without right, nothing lost without reason. */
import {
  type DocumentNode,
  type FieldNode,
  getNamedType,
  getOperationAST,
  type GraphQLSchema,
  isAbstractType,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { CallerIdentity } from '../src/authorization/caller-grants.js';
import { refusalReason } from '../src/authorization/refusal.js';
import type { Oracle } from './authorization-oracle.js';
import type { Executed, SentFetch } from './executed.js';

export interface Judged {
  schema: GraphQLSchema;
  subgraphSchemas: ReadonlyMap<string, GraphQLSchema>;
  oracle: Oracle;
  document: DocumentNode;
  caller: CallerIdentity;
  executed: Executed;
}

const typeAlias = 't__';

/** The operation with the type of every object, so that a response can be judged. */
export function nameTypes(document: DocumentNode): DocumentNode {
  const typename: FieldNode = {
    kind: Kind.FIELD,
    alias: { kind: Kind.NAME, value: typeAlias },
    name: { kind: Kind.NAME, value: '__typename' },
  };
  return visit(document, {
    SelectionSet: (set) => ({ ...set, selections: [typename, ...set.selections] }),
  });
}

export function findLeaks(judged: Judged): string[] {
  const { executed, document, schema } = judged;
  const data = executed.data === undefined ? null : (JSON.parse(executed.data) as unknown);
  const operation = getOperationAST(document)!;
  const root = schema.getRootType(operation.operation)!;
  return [
    ...executed.fetches.flatMap((fetch) => findFetched(fetch, judged)),
    ...findSeen(data, [operation.selectionSet], root.name, judged),
  ];
}

/** Fields of a fetch that the caller may not see; keys are fetched for whoever calls. */
function findFetched({ service, query }: SentFetch, judged: Judged): string[] {
  const { subgraphSchemas, oracle, caller } = judged;
  const schema = subgraphSchemas.get(service)!;
  const found: string[] = [];
  const types = new TypeInfo(schema);
  const judge = ({ name }: FieldNode) => {
    const parent = types.getParentType();
    if (!parent || name.value.startsWith('_')) return;
    const objects = isAbstractType(parent) ? schema.getPossibleTypes(parent) : [parent];
    for (const { name: type } of objects)
      if (!oracle.mayCallerSee(type, name.value, caller) && !oracle.isInKey(type, name.value))
        found.push(`fetched: ${type}.${name.value} in ${query}`);
  };
  visit(parse(query), visitWithTypeInfo(types, { Field: judge }));
  return found;
}

type Sets = readonly SelectionSetNode[];

function findSeen(value: unknown, sets: Sets, staticType: string, judged: Judged): string[] {
  if (Array.isArray(value))
    return value.flatMap((element) => findSeen(element, sets, staticType, judged));
  if (typeof value !== 'object' || value === null) return [];
  const object = value as Record<string, unknown>;
  const type = (object[typeAlias] as string | undefined) ?? staticType;
  const fields = new Map<string, FieldNode[]>();
  for (const set of sets) collect(set, type, judged, fields);
  return [...fields].flatMap(([name, nodes]) => {
    const child = object[name];
    const field = nodes[0]!.name.value;
    if (child === null || child === undefined || field === '__typename') return [];
    const isRight = judged.oracle.mayCallerSee(type, field, judged.caller);
    const below = nodes.flatMap(({ selectionSet }) => (selectionSet ? [selectionSet] : []));
    const returned = returnedType(judged.schema, type, field);
    return [
      ...(isRight ? [] : [`seen: ${type}.${field} as ${name}`]),
      ...(below.length > 0 ? findSeen(child, below, returned, judged) : []),
    ];
  });
}

function returnedType(schema: GraphQLSchema, type: string, field: string): string {
  const parent = schema.getType(type);
  const declared = isObjectType(parent) ? parent.getFields()[field] : undefined;
  return declared ? getNamedType(declared.type).name : '';
}

function collect(
  { selections }: SelectionSetNode,
  type: string,
  judged: Judged,
  into: Map<string, FieldNode[]>,
): void {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      const name = (selection.alias ?? selection.name).value;
      into.set(name, [...(into.get(name) ?? []), selection]);
      continue;
    }
    const fragment =
      selection.kind === Kind.INLINE_FRAGMENT
        ? selection
        : judged.document.definitions.find(
            (one) =>
              one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === selection.name.value,
          );
    if (!fragment || !('selectionSet' in fragment)) continue;
    const condition = 'typeCondition' in fragment ? fragment.typeCondition?.name.value : undefined;
    if (!condition || isOf(judged.schema, type, condition))
      collect(fragment.selectionSet, type, judged, into);
  }
}

function isOf(schema: GraphQLSchema, type: string, condition: string): boolean {
  const [one, wanted] = [schema.getType(type), schema.getType(condition)];
  if (one === wanted) return true;
  return isAbstractType(wanted) && isObjectType(one) && schema.isSubType(wanted, one);
}

/**
 * A response is the whole one with nulls in it, each with a refusal at it or below. The order of fields is
 * not compared, nor is it a fault to have more: stock moves fragments with the same condition together,
 * and where a type is not fetched it overlooks a fragment on an object in one on its interface.
 */
export function findLosses(whole: Executed, executed: Executed): string[] {
  if (whole.data === undefined) return [];
  if (executed.data === undefined) return ['lost: all data'];
  const refusals = executed.errors.filter(
    ({ extensions }) => extensions['reason'] === refusalReason,
  );
  const paths = new Set(
    refusals.flatMap(({ path = [] }) =>
      path.map((_one, index) => path.slice(0, index + 1).join('.')),
    ),
  );
  if (refusals.length > 0) paths.add('');
  const found: string[] = [];
  const walk = (one: unknown, other: unknown, path: readonly (string | number)[]): void => {
    if (other === null) {
      if (one !== null && !paths.has(path.join('.'))) found.push(`lost: ${path.join('.')}`);
    } else if (typeof one === 'object' && one !== null && typeof other === 'object') {
      const [keys, others] = [Object.keys(one), Object.keys(other)];
      if (keys.some((key) => !others.includes(key)))
        found.push(`lost: a field of ${path.join('.')}`);
      for (const key of keys) walk((one as Json)[key], (other as Json)[key], [...path, key]);
    } else if (one !== other) found.push(`changed: ${path.join('.')}`);
  };
  walk(JSON.parse(whole.data), JSON.parse(executed.data), []);
  return found;
}

type Json = Record<string, unknown>;
