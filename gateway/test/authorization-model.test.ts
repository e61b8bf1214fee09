import { composeServices } from '@apollo/composition';
import { Supergraph } from '@apollo/federation-internals';
import { buildASTSchema, parse, printSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import { readAuthorizationModel } from '../src/authorization/authorization-model.js';
import {
  createPolicies,
  readGrants,
  readScopes,
  type CallerIdentity,
} from '../src/authorization/caller-grants.js';
import { createGuardOperation } from '../src/authorization/operation-guard.js';
import { isMet } from '../src/authorization/requirement.js';
import { createServedSupergraphs } from '../src/authorization/served-supergraph.js';
import { readGatewayConfig } from '../src/config.js';
import { composeGuarded } from './guarded-graph.js';
import { createKeyPair } from './running-gateway.js';

const head = `schema @link(url: "https://specs.apollo.dev/link/v1.0")
  @link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY)
  @link(url: "https://specs.apollo.dev/requiresScopes/v0.1", for: SECURITY) { query: Query }
type Query { a: A item: Item }\n`;

function clausesOf(sdl: string, coordinate: string) {
  const [type, field] = coordinate.split('.') as [string, string];
  const model = readAuthorizationModel(parse(sdl));
  return (model?.requirementOf(type, field)?.clauses ?? []).map((clause) =>
    clause.kind === 'authenticated' ? 'authenticated' : clause.alternatives,
  );
}

describe('a field demands what is demanded', () => {
  test('by itself, its parent and the type it returns', () => {
    const sdl = `${head}
      type A @authenticated { b: B @requiresScopes(scopes: [["b"]]) c: Int }
      type B @requiresScopes(scopes: [["x", "y"], ["z"]]) { d: Int }`;
    expect(clausesOf(sdl, 'A.b')).toEqual(['authenticated', [['b']], [['x', 'y'], ['z']]]);
    expect(clausesOf(sdl, 'A.c')).toEqual(['authenticated']);
    expect(clausesOf(sdl, 'Query.a')).toEqual(['authenticated']);
    expect(clausesOf(sdl, 'Query.item')).toEqual([]);
  });

  test('by what its @requires reads, also where composition did not ask for it', () => {
    const sdl = `${head}
      type A {
        made: Int @join__field(graph: B, requires: "need { deep ... on N { deeper } }")
        more: Int @join__field(graph: B, requires: "made")
        need: N
      }
      type N { deep: Int @authenticated deeper: Int @requiresScopes(scopes: [["n"]]) other: Int }`;
    expect(clausesOf(sdl, 'A.made')).toEqual(['authenticated', [['n']]]);
    expect(clausesOf(sdl, 'A.more')).toEqual(['authenticated', [['n']]]);
    expect(clausesOf(sdl, 'A.need')).toEqual([]);
  });

  test('by every implementation of the interface it is asked of', () => {
    const sdl = `${head}
      interface Item { id: ID }
      type Book implements Item { id: ID @authenticated }
      type Film implements Item @requiresScopes(scopes: [["film"]]) { id: ID }`;
    expect(clausesOf(sdl, 'Item.id')).toEqual(['authenticated', [['film']]]);
    expect(clausesOf(sdl, 'Book.id')).toEqual(['authenticated']);
  });

  test('by the @interfaceObject that it comes from', () => {
    const sdl = `${head}
      interface Item { id: ID rating: Int @join__field(graph: B) @authenticated }
      type Book implements Item { id: ID @join__field(graph: A) rating: Int @join__field }`;
    expect(clausesOf(sdl, 'Book.rating')).toEqual(['authenticated']);
    expect(clausesOf(sdl, 'Book.id')).toEqual([]);
  });

  test('by an extension of its type', () => {
    const sdl = `${head} type A { b: Int } extend type A @authenticated { c: Int }`;
    expect(['A.b', 'A.c'].map((name) => clausesOf(sdl, name))).toEqual([
      ['authenticated'],
      ['authenticated'],
    ]);
  });

  test('under whatever names the directives were imported', () => {
    const sdl = `schema @link(url: "https://specs.apollo.dev/link/v1.0") { query: Query }
      extend schema @link(url: "https://specs.apollo.dev/policy/v0.1", as: "rules")
        @link(url: "https://specs.apollo.dev/authenticated/v0.1", import: [{ name: "@authenticated", as: "@signedIn" }])
      directive @authenticated on FIELD_DEFINITION
      type Query { a: Int @signedIn b: Int @rules(policies: [["p"]]) c: Int @authenticated }`;
    expect(clausesOf(sdl, 'Query.a')).toEqual(['authenticated']);
    expect(clausesOf(sdl, 'Query.b')).toEqual([[['p']]]);
    expect(clausesOf(sdl, 'Query.c')).toEqual([]);
  });
});

describe('a supergraph', () => {
  test('of several subgraphs demands what each of them demands', () => {
    const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
      import: ["@shareable", "@requiresScopes", "@authenticated"])`;
    const { supergraphSdl } = composeServices(
      [`@requiresScopes(scopes: [["a"], ["b"]])`, `@requiresScopes(scopes: [["c"]]) @authenticated`]
        .map(
          (directives) =>
            `${link} type Query { v: V @shareable } type V @shareable ${directives} { x: Int }`,
        )
        .map((sdl, index) => ({ name: `s${index}`, url: 'http://s', typeDefs: parse(sdl) })),
    );
    const requirement = readAuthorizationModel(parse(supergraphSdl!))!.requirementOf('V', 'x')!;
    const met = (...scopes: string[]) =>
      isMet(requirement, readGrants({ userId: 'u', sessionId: null, roles: [], scopes }, {}));
    expect([met('a'), met('c'), met('a', 'c'), met('b', 'c')]).toEqual([false, false, true, true]);
  });

  test('without directives goes to @apollo/gateway as it is, and demands nothing', () => {
    const served = createServedSupergraphs();
    const sdl = `schema @link(url: "https://specs.apollo.dev/link/v1.0") { query: Query } type Query { a: Int }`;
    expect(served.strip(sdl)).toBe(sdl);
    expect(served.modelOf(sdl)).toBeUndefined();
  });

  test('with them loses them, and nothing else that clients see', () => {
    const sdl = composeGuarded();
    const stripped = createServedSupergraphs().strip(sdl);
    expect(stripped).not.toMatch(/@authenticated|@policy|policy__|requiresScopes__|dev\/policy/);
    const api = (text: string) =>
      printSchema(
        Supergraph.build(text, { supportedFeatures: null }).apiSchema().toGraphQLJSSchema(),
      );
    expect(api(stripped)).toBe(api(sdl));
    expect(() => Supergraph.build(stripped)).not.toThrow();
    expect(() => Supergraph.build(sdl)).toThrow('for: SECURITY');
  });

  test('that has not come through here is not served', () => {
    expect(() => createServedSupergraphs().modelOf(composeGuarded())).toThrow('not known');
  });

  test('with a version of a directive that may mean more is refused', () => {
    const newer = composeGuarded().replace('dev/policy/v0.1', 'dev/policy/v0.2');
    expect(() => createServedSupergraphs().strip(newer)).toThrow('policy/v0.2');
  });
});

test('a list of many rows says often enough what is refused', () => {
  const text = `directive @authenticated on FIELD_DEFINITION
    schema @link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY) { query: Query }
    type Query { rows: [Row!]! }
    type Row { open: Int secret: Int @authenticated }`;
  const guardOperation = createGuardOperation({
    model: readAuthorizationModel(parse(text))!,
    schema: buildASTSchema(parse(text), { assumeValidSDL: true }),
    policies: {},
  });
  const guest = { userId: null, sessionId: null, roles: [] };
  const restricted = guardOperation(parse('{ rows { open secret } }'), undefined)!.restrict(guest)!;
  const rows = Array.from({ length: 1_500 }, (_row, open) => ({ open }));
  const { data, errors } = restricted.complete({ data: { rows } }, {});
  expect(data).toEqual({ rows: rows.map((row) => ({ ...row, secret: null })) });
  expect(errors).toHaveLength(1_000);
  expect(errors![999]!.path).toEqual(['rows', 999, 'secret']);
});

describe('callers', () => {
  const policies = createPolicies({ money: ['ADMIN', 'pay'], toString: [] });
  const grants = (caller: Partial<CallerIdentity>) =>
    readGrants({ userId: 'u', sessionId: null, roles: [], ...caller }, policies);

  test('have the scopes of their token and of their roles', () => {
    const { hasScope } = grants({ roles: ['STAFF'], scopes: ['x'] });
    expect(['staff', 'x', 'admin', 'STAFF'].map(hasScope)).toEqual([true, true, false, false]);
    expect(readScopes('a b  c')).toEqual(['a', 'b', 'c']);
    expect(readScopes(['a', 1, 'b'])).toEqual(['a', 'b']);
    expect(readScopes({ a: 1 })).toEqual([]);
  });

  test('meet a policy with any of its roles or scopes, and none that is not configured', () => {
    const met = (caller: Partial<CallerIdentity>) => grants(caller).meetsPolicy('money');
    expect([{ roles: ['ADMIN' as const] }, { scopes: ['pay'] }, {}].map(met)).toEqual([
      true,
      true,
      false,
    ]);
    for (const name of ['toString', 'constructor', 'hasOwnProperty', ''])
      expect(grants({ roles: ['ADMIN'] }).meetsPolicy(name)).toBe(false);
  });

  test('are judged by policies that the environment names', async () => {
    const read = async (text: string) =>
      readGatewayConfig({
        GATEWAY_IDENTITY_KEY: JSON.stringify((await createKeyPair()).privateKey),
        AUTHORIZATION_POLICIES: text,
      }).policyRules;
    expect(await read('a=STAFF|ADMIN, export = export:all')).toEqual({
      a: ['STAFF', 'ADMIN'],
      export: ['export:all'],
    });
    await expect(read('a')).rejects.toThrow('AUTHORIZATION_POLICIES');
  });
});
