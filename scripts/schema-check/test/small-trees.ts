/** Trees of a few files: a mobile graph and an app that was released on it. */
import { parse } from 'graphql';
import { manifestText } from '../../operation-manifest.js';
import { toPersistedOperations } from '../../mobile/persisted-operations.js';
import type { Tree } from '../tree.js';

export const schemaPath = 'bff-mobile/src/schema.graphql';

export const schema = `
directive @slow(ms: Int) on FIELD
enum Size { S M }
enum Colour { RED BLUE }
interface Named { name: String! }
union Result = Cart | Gone | Busy
type Query {
  cart(input: Wanted!, size: Size = M, first: Int = 20): Result
  named(loud: Boolean! = true): Named
  unused: String
}
input Wanted { sku: ID! note: String count: Int! = 1 deep: Deep }
input Deep { colour: Colour }
type Cart implements Named { name: String! total: Int! lines: [String!]! size: Size colour: Colour }
type Gone { message: String! }
type Busy { message: String! waitMs: Int! }
`;

const text = `
query CartScreen($input: Wanted!) {
  cart(input: $input, first: 5) { ...Parts ... on Gone { message } }
  other: cart(input: { sku: "a", deep: { colour: RED } }) @slow(ms: 1) { ... on Cart { total } }
}
query NameScreen { named { name ... on Cart { size } } }
fragment Parts on Cart { total lines size }`;

export function appRelease(document = text): string {
  return manifestText(toPersistedOperations([{ location: '', document: parse(document) }]));
}

export const files: Readonly<Record<string, string>> = {
  [schemaPath]: schema,
  'bff-mobile/releases/1.0.0/manifest.json': appRelease(),
};

export const treeOf = (contents: Readonly<Record<string, string>>): Tree => ({
  read: (path) => contents[path],
  list: (folder, ending) =>
    Object.keys(contents).filter((name) => name.startsWith(`${folder}/`) && name.endsWith(ending)),
});

/** Another tree with some files said anew. */
export const over = (tree: Tree, contents: Readonly<Record<string, string>>): Tree => ({
  ...tree,
  read: (path) => contents[path] ?? tree.read(path),
});

/** @throws Error when there is nothing to replace: a test that changes nothing proves nothing */
export function replaced(source: string, from: string, to: string): string {
  if (!source.includes(from)) throw new Error(`There is no "${from}".`);
  return source.replace(from, () => to);
}
