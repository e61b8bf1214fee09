/** Which documents of the clients each change of a graph hits, and where. */
import {
  BreakingChangeType,
  type DocumentNode,
  type GraphQLSchema,
  parse,
  validate,
} from 'graphql';
import { shapeOf } from '../mobile/document-shape.js';
import { findShapeChanges } from '../mobile/shape-changes.js';
import type { Change } from './changes.js';
import type { Client } from './clients.js';
import type { User } from './report.js';
import { type Uses, usesOf } from './uses.js';

export interface ChangeWithUsers extends Change {
  users: User[];
}

interface Asked {
  user: Omit<User, 'fields'>;
  document: DocumentNode;
  uses: Uses;
  /** What today's schema says against it. */
  faults: readonly string[];
}

export interface Schemas {
  before: GraphQLSchema;
  now: GraphQLSchema;
}

/** @returns the changes with their users, then what breaks documents and none of them accounts for */
export function findUsers(
  changes: readonly Change[],
  clients: readonly Client[],
  schemas: Schemas,
): ChangeWithUsers[] {
  const asked = clients.flatMap((client) => readAsked(client, schemas));
  const used = changes.map((change) => ({
    ...change,
    users: asked.flatMap((document) => userOf(change, document)),
  }));
  return [...used, ...unexplained(used, asked, schemas)];
}

/** Names of its operations that the schema does not answer. */
export function findUnfit({ operations }: Client, schema: GraphQLSchema): string[] {
  return operations
    .filter(({ body }) => validate(schema, parse(body)).length > 0)
    .map(({ name }) => name);
}

/** Those that were valid before: what never worked cannot be broken. */
function readAsked({ name, release, operations }: Client, { before, now }: Schemas): Asked[] {
  return operations.flatMap((operation) => {
    const document = parse(operation.body);
    if (validate(before, document).length > 0) return [];
    const user = { client: name, ...(release !== undefined && { release }) };
    return [
      {
        user: { ...user, document: operation.name },
        document,
        uses: usesOf(before, document),
        faults: validate(now, document).map(({ message }) => message),
      },
    ];
  });
}

/** Whether these hurt is said by GraphQL's validation to the letter. */
const judgedByValidation: ReadonlySet<Change['kind']> = new Set([
  BreakingChangeType.ARG_CHANGED_KIND,
  BreakingChangeType.TYPE_REMOVED_FROM_UNION,
  BreakingChangeType.IMPLEMENTED_INTERFACE_REMOVED,
  BreakingChangeType.DIRECTIVE_LOCATION_REMOVED,
  BreakingChangeType.DIRECTIVE_REPEATABLE_REMOVED,
]);

function userOf({ kind, hits }: Change, { user, uses, faults }: Asked): User[] {
  if (judgedByValidation.has(kind) && faults.length === 0) return [];
  const fields = new Set(hits.flatMap((use) => [...(uses.get(use) ?? [])]));
  return fields.size > 0 ? [{ ...user, fields: [...fields] }] : [];
}

/** The net below: a document that breaks, though no change is known to hit it, is a finding of its own. */
function unexplained(
  changes: readonly ChangeWithUsers[],
  asked: readonly Asked[],
  schemas: Schemas,
): ChangeWithUsers[] {
  const keyOf = (user: Omit<User, 'fields'>) =>
    JSON.stringify([user.client, user.release, user.document]);
  const explained = new Set(
    changes
      .filter(({ severity }) => severity === 'breaking')
      .flatMap(({ users }) => users.map(keyOf)),
  );
  return asked
    .filter(({ user }) => !explained.has(keyOf(user)))
    .flatMap((document) =>
      effectsOn(document, schemas).map(({ field, message }) => ({
        severity: 'breaking',
        kind: 'DOCUMENT',
        coordinate: '',
        message,
        hits: [],
        users: [{ ...document.user, fields: field ? [field] : [] }],
      })),
    );
}

function effectsOn({ document, faults }: Asked, { before, now }: Schemas) {
  if (faults.length > 0) return faults.map((message) => ({ field: '', message }));
  const effects = findShapeChanges(shapeOf(before, document), shapeOf(now, document));
  return effects.filter(({ isBreaking }) => isBreaking);
}
