// Every released document still fits today's schema; a change that would break one is found and named.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  readMobileSchema,
  toPersistedOperations,
} from '../../scripts/mobile/persisted-operations.js';
import {
  checkReleases,
  describeFault,
  readReleases,
  writeRelease,
} from '../../scripts/mobile/releases.js';
import { parse } from 'graphql';

it('today’s schema breaks no app that is out', () => {
  const releases = readReleases();
  expect(releases.length).toBeGreaterThan(0);
  const breaks = checkReleases(releases, readMobileSchema()).filter((fault) => fault.isBreaking);
  expect(breaks.map(describeFault)).toEqual([]);
});

const schema = (change: [string, string] = ['', '']) =>
  buildSchema(
    `enum Size { S M }
     type Query { cart(input: Wanted!, size: Size): Result }
     input Wanted { sku: ID! note: String count: Int! = 1 }
     union Result = Cart | Gone
     type Cart { total: Int! lines: [String!]! size: Size note: String }
     type Gone { message: String! }`.replace(...change),
  );
const text = `query Cart($input: Wanted!, $size: Size) { cart(input: $input, size: $size) {
  __typename ...All ... on Gone { message } } } fragment All on Cart { total lines size note }`;
const operations = toPersistedOperations([{ location: 'cart.graphql', document: parse(text) }]);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tributary-releases-'));
  writeRelease('1.9.0', operations, schema(), folder);
});
afterAll(() => rmSync(folder, { recursive: true }));
const faultsOf = (change?: [string, string]) =>
  checkReleases(readReleases(folder), schema(change)).map(
    (fault) => `${fault.isBreaking ? 'breaks' : 'new to'} ${describeFault(fault)}`,
  );

describe('a change that breaks a released document', () => {
  it.each([
    [['total: Int!', 'sum: Int!'], '', 'Cannot query field "total" on type "Cart".'],
    [['total: Int!', 'total: Int'], 'cart(Cart).total', 'was Int!, and is Int'],
    [
      ['lines: [String!]!', 'lines: [String]!'],
      'cart(Cart).lines',
      'was [String!]!, and is [String]!',
    ],
    [
      ['note: String }\n     type', 'note: Boolean }\n     type'],
      'cart(Cart).note',
      'was String, and is Boolean',
    ],
    [['note: String count', 'note: String! count'], '$input.note', 'was String, and is String!'],
    [['note: String count', 'count'], '$input.note', 'was String, and is gone'],
    [
      ['note: String count', 'note: String color: String! count'],
      '$input.color',
      'is new, and must be sent: String!',
    ],
    [['Int! = 1', 'Int!'], '$input.count', 'was Int! = 1, and is Int!'],
    [['S M', 'S'], '$size', 'Size lost M'],
  ] as [[string, string], string, string][])('%j', (change, field, message) => {
    const place = `breaks release 1.9.0, Cart${field && `, ${field}`}: `;
    expect(faultsOf(change)).toContainEqual(expect.stringContaining(place + message));
  });
});

describe('a change that does not', () => {
  it.each([
    ['note: String }\n     type', 'note: String! more: Int }\n     type'],
    ['note: String count', 'note: String color: String count'],
    ['note: String count', 'note: String color: String! = "red" count'],
    ['sku: ID!', 'sku: ID'],
  ] as [string, string][])('%j to %j', (...change) => {
    expect(faultsOf(change)).toEqual([]);
  });

  it('a value that the app has never heard of is told, and breaks nothing', () => {
    expect(faultsOf(['S M', 'S M L'])).toEqual([
      'new to release 1.9.0, Cart, cart(Cart).size: Size gained L',
    ]);
    const gained = faultsOf(['Cart | Gone', 'Cart | Gone | Query']);
    expect(gained).toEqual(['new to release 1.9.0, Cart, cart: Result gained Query']);
  });
});

describe('a release', () => {
  it.each(['1.9.0', '1.8.7', '0.10.0', 'next'])('%s is refused after 1.9.0', (version) => {
    expect(() => writeRelease(version, operations, schema(), folder)).toThrow(version.slice(0, 1));
    expect(readReleases(folder)).toHaveLength(1);
  });

  it('with a document that is not valid is refused', () => {
    expect(() => writeRelease('2.0.0', operations, schema(['message', 'text']), folder)).toThrow(
      'message',
    );
  });

  it('whose text was changed afterwards is found', () => {
    const file = join(folder, '1.9.0/manifest.json');
    const frozen = readFileSync(file, 'utf8');
    writeFileSync(file, frozen.replace('total', 'total total'));
    expect(faultsOf()[0]).toContain('its text was changed after the release');
    writeFileSync(file, frozen);
    expect(faultsOf()).toEqual([]);
  });
});
