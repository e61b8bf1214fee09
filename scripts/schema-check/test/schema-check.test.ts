// What each kind of change means to the apps that are out: who is hit, where, and who is not.
import { BreakingChangeType, DangerousChangeType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { subjectOf } from '../change-kinds.js';
import { checkSchemas } from '../check.js';
import { appRelease, files, over, replaced, schema, schemaPath, treeOf } from './small-trees.js';

type Edit = [from: string, to: string];

function check(edits: Edit[], isStrict = false) {
  const now = edits.reduce((text, [from, to]) => replaced(text, from, to), schema);
  const before = treeOf(files);
  const { graphs, ...report } = checkSchemas({
    before,
    now: over(before, { [schemaPath]: now }),
    isStrict,
  });
  return { ...report, changes: graphs.find(({ graph }) => graph === 'bff-mobile')!.changes };
}

/** `breaking FIELD_REMOVED: CartScreen cart(Cart).total | …` */
const summaryOf = ({ changes }: ReturnType<typeof check>) =>
  changes.map(({ severity, kind, users }) =>
    `${severity} ${kind}: ${users.map(({ document, fields }) => `${document} ${fields.join(' ')}`).join(' | ')}`.trim(),
  );

describe('a change that breaks the app that is out', () => {
  it.each<[Edit[], string]>([
    [
      [['total: Int! ', '']],
      'breaking FIELD_REMOVED: CartScreen cart(Cart).total other(Cart).total',
    ],
    [
      [['lines: [String!]!', 'lines: [String]!']],
      'breaking FIELD_CHANGED_KIND: CartScreen cart(Cart).lines',
    ],
    [
      [['total: Int!', 'total: String!']],
      'breaking FIELD_CHANGED_KIND: CartScreen cart(Cart).total other(Cart).total',
    ],
    [
      [['first: Int = 20', 'first: Int = 20, shop: ID!']],
      'breaking REQUIRED_ARG_ADDED: CartScreen cart other',
    ],
    [[[', first: Int = 20', '']], 'breaking ARG_REMOVED: CartScreen cart'],
    [
      [['first: Int = 20', 'first: String = "20"']],
      'breaking ARG_CHANGED_KIND: CartScreen cart other',
    ],
    [[['first: Int = 20', 'first: Int!']], 'breaking ARG_CHANGED_KIND: CartScreen cart other'],
    [
      [['note: String', 'note: String shop: ID!']],
      'breaking REQUIRED_INPUT_FIELD_ADDED: CartScreen $input cart',
    ],
    [[['note: String ', '']], 'breaking FIELD_REMOVED: CartScreen $input.note'],
    [[['note: String', 'note: String!']], 'breaking FIELD_CHANGED_KIND: CartScreen $input.note'],
    [[['Int! = 1', 'Int!']], 'breaking BECAME_REQUIRED: CartScreen $input cart'],
    [
      [['RED BLUE', 'BLUE']],
      'breaking VALUE_REMOVED_FROM_ENUM: CartScreen cart $input.deep.colour',
    ],
    [[['Cart | Gone | Busy', 'Cart | Busy']], 'breaking TYPE_REMOVED_FROM_UNION: CartScreen cart'],
    [
      [['type Cart implements Named', 'type Cart']],
      'breaking IMPLEMENTED_INTERFACE_REMOVED: NameScreen named',
    ],
    [[['directive @slow(ms: Int) on FIELD', '']], 'breaking DIRECTIVE_REMOVED: CartScreen cart'],
    [[['(ms: Int)', '']], 'breaking DIRECTIVE_ARG_REMOVED: CartScreen cart'],
    [[['Boolean! = true', 'Boolean!']], 'breaking ARG_DEFAULT_VALUE_CHANGE: NameScreen named'],
  ])('%j', (edits, expected) => {
    const report = check(edits);
    expect(summaryOf(report)).toContain(expected);
    expect(report.isOk).toBe(false);
  });

  it('is told with the client, its release, the document and the field', () => {
    const { changes, clients } = check([['size: Size colour', 'colour']]);
    expect(changes).toEqual([
      {
        severity: 'breaking',
        kind: 'FIELD_REMOVED',
        coordinate: 'Cart.size',
        message: 'Cart.size was removed.',
        subgraphs: [],
        users: [
          {
            client: 'mobile',
            release: '1.0.0',
            document: 'CartScreen',
            fields: ['cart(Cart).size'],
          },
          {
            client: 'mobile',
            release: '1.0.0',
            document: 'NameScreen',
            fields: ['named(Cart).size'],
          },
        ],
      },
    ]);
    expect(clients.filter(({ documents }) => documents > 0)).toMatchObject([
      { client: 'mobile', release: '1.0.0', documents: 2, verdict: 'breaking' },
    ]);
  });
});

describe('a breaking change of what no client uses', () => {
  it.each<[Edit[], string]>([
    [[['unused: String', '']], 'breaking FIELD_REMOVED:'],
    [[[' waitMs: Int!', '']], 'breaking FIELD_REMOVED:'],
    [[['Cart | Gone | Busy', 'Cart | Gone']], 'breaking TYPE_REMOVED_FROM_UNION:'],
    [[['S M }', 'M }']], 'breaking VALUE_REMOVED_FROM_ENUM:'],
    [[['Boolean! = true', 'String! = "yes"']], 'breaking ARG_CHANGED_KIND:'],
  ])('%j is told, and refused only when one is strict', (edits, expected) => {
    const report = check(edits);
    expect(summaryOf(report)).toContain(expected);
    expect(report.isOk).toBe(true);
    expect(check(edits, true).isOk).toBe(false);
  });
});

describe('a dangerous change names who may stumble, and is refused only when one is strict', () => {
  it.each<[Edit[], string]>([
    [
      [['S M }', 'S M L }']],
      'dangerous VALUE_ADDED_TO_ENUM: CartScreen cart(Cart).size | NameScreen named(Cart).size',
    ],
    [
      [
        ['Gone | Busy', 'Gone | Busy | Lost'],
        ['type Gone', 'type Lost { message: String! } type Gone'],
      ],
      'dangerous TYPE_ADDED_TO_UNION: CartScreen cart other',
    ],
    [
      [['type Gone {', 'type Gone implements Named { name: String!']],
      'dangerous IMPLEMENTED_INTERFACE_ADDED: NameScreen named',
    ],
    [
      [['first: Int = 20', 'first: Int = 9']],
      'dangerous ARG_DEFAULT_VALUE_CHANGE: CartScreen other',
    ],
    [[['Int! = 1', 'Int! = 2']], 'dangerous DEFAULT_CHANGED: CartScreen $input cart'],
  ])('%j', (edits, expected) => {
    const report = check(edits);
    expect(summaryOf(report)).toContain(expected);
    expect(report.isOk).toBe(true);
    expect(check(edits, true).isOk).toBe(false);
  });
});

describe('a safe change', () => {
  it.each<[Edit, string]>([
    [['total: Int!', 'total: Int! weight: Int'], 'Cart.weight: Int was added.'],
    [['type Gone', 'type More { a: Int } type Gone'], 'More was added.'],
    [['unused: String', 'unused: String!'], 'Query.unused changed from String to String!.'],
    [['sku: ID!', 'sku: ID'], 'Wanted.sku changed from ID! to ID.'],
    [
      ['note: String', 'note: String tip: Int'],
      'An optional field tip on input type Wanted was added.',
    ],
    [
      ['first: Int = 20', 'first: Int = 20, last: Int'],
      'An optional arg last on Query.cart was added.',
    ],
    [
      ['unused: String', 'unused: String @deprecated(reason: "gone soon")'],
      'Query.unused is deprecated: gone soon',
    ],
  ])('%j is told, and passes', (edit, message) => {
    const { changes, isOk } = check([edit], true);
    expect(changes).toMatchObject([{ severity: 'safe', message, users: [] }]);
    expect(isOk).toBe(true);
  });

  it('is no change at all', () => {
    expect(check([])).toMatchObject({ changes: [], isOk: true });
  });
});

it('what breaks a document though no change is known to hit it is told all the same', () => {
  // A union that lost its member is no longer met by an interface that only this member had.
  const document = 'query Odd { cart(input: { sku: "a" }) { ... on Named { name } } }';
  const before = treeOf({
    ...files,
    'bff-mobile/releases/1.0.0/manifest.json': appRelease(document),
  });
  const now = over(before, { [schemaPath]: replaced(schema, 'Cart | Gone | Busy', 'Gone | Busy') });
  const { graphs, isOk } = checkSchemas({ before, now });
  expect(isOk).toBe(false);
  expect(graphs.flatMap(({ changes }) => changes)).toContainEqual(
    expect.objectContaining({
      kind: 'DOCUMENT',
      message: expect.stringContaining('can never be of type "Named"') as string,
      users: [{ client: 'mobile', release: '1.0.0', document: 'Odd', fields: [] }],
    }),
  );
});

it('a document that never worked is not called broken', () => {
  const broken = appRelease('query Never { cartoon }');
  const before = treeOf({
    [schemaPath]: schema,
    'bff-mobile/releases/0.9.0/manifest.json': broken,
  });
  const now = over(before, { [schemaPath]: replaced(schema, 'unused: String', '') });
  const { clients, graphs } = checkSchemas({ before, now });
  expect(clients.find(({ release }) => release === '0.9.0')).toMatchObject({
    verdict: 'safe',
    unfit: ['Never'],
  });
  expect(graphs.flatMap(({ changes }) => changes)).toMatchObject([{ users: [] }]);
});

it('today’s documents must fit today’s schema, of the next app too', () => {
  const operations = 'packages/mobile-client/src/operations/next.graphql';
  const today = treeOf({ ...files, [operations]: 'query Next { cartoon }' });
  expect(checkSchemas({ now: today })).toMatchObject({
    isOk: false,
    faults: [{ client: 'mobile', release: 'next', document: 'Next', graph: 'bff-mobile' }],
  });
});

it('a graph or a client that was not there before is new, and breaks nobody', () => {
  const now = treeOf(files);
  expect(checkSchemas({ before: treeOf({}), now })).toMatchObject({ isOk: true });
});

it('a graph that is gone is an error', () => {
  expect(() => checkSchemas({ before: treeOf(files), now: treeOf({}) })).toThrow(
    'The schema of bff-mobile is gone.',
  );
});

it('every kind of change that graphql-js may tell is known, and an unknown sentence is not passed over', () => {
  for (const kind of Object.values({ ...BreakingChangeType, ...DangerousChangeType }))
    expect(() => subjectOf(kind, 'Something else happened.')).toThrow(`Not understood: ${kind}`);
});
