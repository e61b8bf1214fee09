/** How one schema differs from another: what graphql-js finds, what it does not look at, and what is only more. */
import {
  DangerousChangeType,
  findBreakingChanges,
  findDangerousChanges,
  type GraphQLSchema,
} from 'graphql';
import { type ChangeKind, type Subject, subjectOf, unnoticed } from './change-kinds.js';
import { type Signature, signaturesOf } from './signatures.js';

export type Severity = 'breaking' | 'dangerous' | 'safe';

export interface Change extends Subject {
  severity: Severity;
  /** graphql-js' name for it, or one of our own. */
  kind: ChangeKind | OwnKind;
  /** A sentence for people. */
  message: string;
}

type OwnKind =
  'ADDED' | 'CHANGED' | 'DEPRECATED' | 'DEFAULT_CHANGED' | 'BECAME_REQUIRED' | 'DOCUMENT';

/** In the order of their severity. */
export function findChanges(before: GraphQLSchema, now: GraphQLSchema): Change[] {
  const told = [
    ...findBreakingChanges(before, now).map((change) => toChange('breaking', change)),
    ...findDangerousChanges(before, now).map((change) => toChange('dangerous', change)),
  ];
  const known = new Set(told.map(({ coordinate }) => coordinate));
  return [...raiseDefaults(told, now), ...findMore(before, now, known)].toSorted(
    (one, other) => rank.indexOf(one.severity) - rank.indexOf(other.severity),
  );
}

const rank: readonly Severity[] = ['breaking', 'dangerous', 'safe'];

function toChange(
  severity: Severity,
  { type, description }: { type: ChangeKind; description: string },
): Change {
  return {
    severity: unnoticed.has(type) ? 'safe' : severity,
    kind: type,
    message: description,
    ...subjectOf(type, description),
  };
}

/** An argument that lost its default and may not be null must be sent from now on. */
function raiseDefaults(changes: Change[], now: GraphQLSchema): Change[] {
  const signatures = signaturesOf(now);
  return changes.map((change) =>
    change.kind === DangerousChangeType.ARG_DEFAULT_VALUE_CHANGE &&
    signatures.get(change.coordinate)?.isRequired
      ? { ...change, severity: 'breaking' }
      : change,
  );
}

/** What is new or said differently, apart from what is known already. */
function findMore(before: GraphQLSchema, now: GraphQLSchema, known: Set<string>): Change[] {
  const old = signaturesOf(before);
  const changes: Change[] = [];
  for (const [coordinate, signature] of signaturesOf(now)) {
    if (known.has(coordinate)) continue;
    const was = old.get(coordinate);
    if (was) changes.push(...compare(coordinate, was, signature));
    else if (isOutermost(coordinate, old)) changes.push(added(coordinate, signature));
  }
  return changes;
}

/** A new type is told without its fields, a new field without its arguments. */
function isOutermost(coordinate: string, old: ReadonlyMap<string, unknown>): boolean {
  const parent = coordinate.endsWith(')')
    ? coordinate.slice(0, coordinate.indexOf('('))
    : coordinate.split('.')[0]!;
  return parent === coordinate || old.has(parent);
}

const safe = (kind: OwnKind, coordinate: string, message: string): Change => ({
  severity: 'safe',
  kind,
  coordinate,
  message,
  hits: [],
});

const added = (coordinate: string, { text }: Signature) =>
  safe('ADDED', coordinate, `${coordinate}${text && `: ${text}`} was added.`);

function compare(coordinate: string, was: Signature, is: Signature): Change[] {
  const changes: Change[] = [];
  if (was.text !== is.text) changes.push(changed(coordinate, was, is));
  if (is.deprecation !== undefined && was.deprecation === undefined) {
    const message = `${coordinate} is deprecated: ${is.deprecation}`;
    changes.push(safe('DEPRECATED', coordinate, message));
  }
  return changes;
}

/** graphql-js tells what is breaking in types, and nothing of the defaults of input fields. */
function changed(coordinate: string, was: Signature, is: Signature): Change {
  const message = `${coordinate} changed from ${was.text} to ${is.text}.`;
  const change = safe('CHANGED', coordinate, message);
  const accepted = [`accept ${coordinate.split('.')[0]!}`];
  if (is.isRequired && !was.isRequired)
    return { ...change, severity: 'breaking', kind: 'BECAME_REQUIRED', hits: accepted };
  if (defaultOf(was) !== undefined && defaultOf(was) !== defaultOf(is))
    return { ...change, severity: 'dangerous', kind: 'DEFAULT_CHANGED', hits: accepted };
  return change;
}

const defaultOf = ({ text }: Signature) => text.split(' = ')[1];
