/**
 * Progressive @override: for each label in the supergraph, whether this caller's field comes from the
 * subgraph that takes it over. A caller always gets the same decision, and one who is among the first
 * five percent is among the first ten: raising a percentage moves callers in one direction only.
 */
import { createHash } from 'node:crypto';
import { type GraphQLSchema, isInterfaceType, isObjectType, valueFromASTUntyped } from 'graphql';
import { z } from 'zod';
import type { GatewayContext } from '../context.js';

/** Percentage of callers by label, 0 to 100. */
export type OverrideLabels = Readonly<Record<string, number>>;

export interface Overrides {
  /** What was decided, by label. */
  conditions: Map<string, boolean>;
  /** The same for all callers of one decision. */
  key: string;
}

export type DecideOverrides = (context: Pick<GatewayContext, 'identity' | 'clientIp'>) => Overrides;

/** Undefined where no field of the supergraph moves step by step: then nothing is decided at all. */
export function createDecideOverrides(
  supergraph: GraphQLSchema,
  labels: OverrideLabels,
): DecideOverrides | undefined {
  const shares = readLabels(supergraph).map((label) => [label, shareOf(label, labels)] as const);
  if (shares.length === 0) return undefined;
  const known = new Map<string, Overrides>();
  return ({ identity, clientIp }) => {
    const place = placeOf(identity.userId ?? clientIp);
    const decided = shares.map(([label, percent]) => [label, place < percent] as const);
    const key = decided.map(([, isOn]) => Number(isOn)).join('');
    let overrides = known.get(key);
    if (!overrides) known.set(key, (overrides = { key, conditions: new Map(decided) }));
    return overrides;
  };
}

/** Where a caller stands among all, from 0 to 100. */
function placeOf(caller: string): number {
  return (createHash('sha1').update(caller).digest().readUInt32BE() / 2 ** 32) * 100;
}

/** A label that nobody has set stays with the subgraph that has the field. */
function shareOf(label: string, labels: OverrideLabels): number {
  if (Object.hasOwn(labels, label)) return labels[label]!;
  const percent = /^percent\((\d{1,3}(?:\.\d{1,8})?)\)$/.exec(label)?.[1];
  return percent === undefined ? 0 : Number(percent);
}

/** The `overrideLabel`s of @join__field, in an order that does not change. */
function readLabels(supergraph: GraphQLSchema): string[] {
  const labels = new Set<string>();
  for (const type of Object.values(supergraph.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const { astNode } of Object.values(type.getFields()))
      for (const { name, arguments: given = [] } of astNode?.directives ?? []) {
        const label = given.find((one) => one.name.value === 'overrideLabel');
        if (name.value === 'join__field' && label)
          labels.add(String(valueFromASTUntyped(label.value)));
      }
  }
  return [...labels].sort();
}

/** `new-pricing=25,beta=0` */
export function readOverrideLabels(text: string, context: z.RefinementCtx): OverrideLabels {
  const entries = text
    .split(',')
    .filter((entry) => entry.trim() !== '')
    .map((entry) => /^ *([\w.:/-]+|percent\([\d.]+\))=(\d{1,3}(?:\.\d+)?) *$/.exec(entry));
  if (entries.every((entry) => entry !== null && Number(entry[2]) <= 100))
    return Object.fromEntries(entries.map((entry) => [entry![1]!, Number(entry![2])]));
  context.addIssue({
    code: 'custom',
    message: 'must be percentages by label such as new-pricing=25,beta=0',
  });
  return z.NEVER;
}
