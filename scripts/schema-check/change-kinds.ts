/**
 * What each kind of change that graphql-js tells is about, and whom it hits. graphql-js says it in a sentence;
 * a sentence that is not known here is an error, so that none is passed over after an upgrade.
 */
import { BreakingChangeType, DangerousChangeType } from 'graphql';

export type ChangeKind = BreakingChangeType | DangerousChangeType;

export interface Subject {
  /** Such as `Cart`, `Cart.total`, `Query.products(first:)`, `Size.S`, `@include`. */
  coordinate: string;
  /** The uses, as uses.ts writes them, that the change hits. */
  hits: readonly string[];
}

interface KindRule {
  sentence: RegExp;
  subject: (...names: string[]) => Subject;
}

const rule = (sentence: RegExp, subject: KindRule['subject']): KindRule => ({ sentence, subject });
const on = (coordinate: string, ...hits: string[]): Subject => ({ coordinate, hits });
/** No client that is out can have asked for what was not there. */
const nobody: readonly string[] = [];

const wholeType = (type: string) => on(type, `name ${type}`, `answer ${type}`, `accept ${type}`);
const field = (type: string, name: string) =>
  on(`${type}.${name}`, `select ${type}.${name}`, `send ${type}.${name}`);
const givenArgument = (of: string, name: string) => on(`${of}(${name}:)`, `give ${of}(${name}:)`);
const directive = (name: string) => on(`@${name}`, `direct @${name}`);

const B = BreakingChangeType;
const D = DangerousChangeType;

const rules: Readonly<Record<ChangeKind, KindRule>> = {
  [B.TYPE_REMOVED]: rule(/^(?:Standard scalar )?(\w+) was removed/, wholeType),
  [B.TYPE_CHANGED_KIND]: rule(/^(\w+) changed from /, wholeType),
  [B.TYPE_REMOVED_FROM_UNION]: rule(/^(\w+) was removed from union type (\w+)\./, (member, union) =>
    on(union, `narrow ${union} to ${member}`),
  ),
  [B.VALUE_REMOVED_FROM_ENUM]: rule(/^(\w+) was removed from enum type (\w+)\./, (value, type) =>
    on(`${type}.${value}`, `write ${type}.${value}`, `accept ${type}`),
  ),
  [B.REQUIRED_INPUT_FIELD_ADDED]: rule(
    /^A required field (\w+) on input type (\w+) was/,
    (name, type) => on(`${type}.${name}`, `accept ${type}`),
  ),
  [B.IMPLEMENTED_INTERFACE_REMOVED]: rule(
    /^(\w+) no longer implements interface (\w+)\./,
    (type, face) => on(type, `narrow ${face} to ${type}`, `narrow ${type} to ${face}`),
  ),
  [B.FIELD_REMOVED]: rule(/^(\w+)\.(\w+) was removed\./, field),
  [B.FIELD_CHANGED_KIND]: rule(/^(\w+)\.(\w+) changed type/, field),
  [B.REQUIRED_ARG_ADDED]: rule(/^A required arg (\w+) on (\w+\.\w+) was/, (name, of) =>
    on(`${of}(${name}:)`, `select ${of}`),
  ),
  [B.ARG_REMOVED]: rule(/^(\w+\.\w+) arg (\w+) was removed\./, givenArgument),
  [B.ARG_CHANGED_KIND]: rule(/^(\w+\.\w+) arg (\w+) has changed type/, (of, name) =>
    on(`${of}(${name}:)`, `give ${of}(${name}:)`, `leave out ${of}(${name}:)`),
  ),
  [B.DIRECTIVE_REMOVED]: rule(/^(\w+) was removed\./, directive),
  [B.DIRECTIVE_ARG_REMOVED]: rule(/^(\w+) was removed from (\w+)\./, (name, of) =>
    givenArgument(`@${of}`, name),
  ),
  [B.REQUIRED_DIRECTIVE_ARG_ADDED]: rule(
    /^A required arg (\w+) on directive (\w+) was/,
    (_name, of) => directive(of),
  ),
  [B.DIRECTIVE_REPEATABLE_REMOVED]: rule(/^Repeatable flag was removed from (\w+)\./, directive),
  [B.DIRECTIVE_LOCATION_REMOVED]: rule(/^\w+ was removed from (\w+)\./, directive),
  [D.VALUE_ADDED_TO_ENUM]: rule(/^(\w+) was added to enum type (\w+)\./, (value, type) =>
    on(`${type}.${value}`, `answer ${type}`),
  ),
  [D.TYPE_ADDED_TO_UNION]: rule(/^\w+ was added to union type (\w+)\./, (union) =>
    on(union, `answer ${union}`),
  ),
  [D.IMPLEMENTED_INTERFACE_ADDED]: rule(
    /^(\w+) added to interfaces implemented by (\w+)\./,
    (face, type) => on(type, `answer ${face}`),
  ),
  [D.OPTIONAL_INPUT_FIELD_ADDED]: rule(
    /^An optional field (\w+) on input type (\w+) was/,
    (name, type) => on(`${type}.${name}`, ...nobody),
  ),
  [D.OPTIONAL_ARG_ADDED]: rule(/^An optional arg (\w+) on (\w+\.\w+) was/, (name, of) =>
    on(`${of}(${name}:)`, ...nobody),
  ),
  [D.ARG_DEFAULT_VALUE_CHANGE]: rule(
    /^(\w+\.\w+) arg (\w+) (?:defaultValue|has changed)/,
    (of, name) => on(`${of}(${name}:)`, `leave out ${of}(${name}:)`),
  ),
};

/** @throws Error for a sentence that graphql-js did not say before */
export function subjectOf(kind: ChangeKind, description: string): Subject {
  const { sentence, subject } = rules[kind];
  const found = sentence.exec(description);
  if (!found) throw new Error(`Not understood: ${kind}: ${description}`);
  return subject(...found.slice(1));
}

/** Additions that graphql-js warns servers of, and that no client can notice. */
export const unnoticed: ReadonlySet<ChangeKind> = new Set([
  D.OPTIONAL_INPUT_FIELD_ADDED,
  D.OPTIONAL_ARG_ADDED,
]);
