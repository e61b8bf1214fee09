/** Random subgraphs that are meant to compose; those that do not are drawn again by the caller. */
import type { Random } from './random.js';

export interface SubgraphSdl {
  name: string;
  sdl: string;
}

const names = ['alpha', 'beta', 'gamma'] as const;
const entities = ['E0', 'E1', 'E2'] as const;
const leaves = ['String', 'Int', 'Float', 'Boolean', 'ID', 'Color', 'Any'] as const;
const imports =
  '["@key", "@requires", "@provides", "@external", "@shareable", "@inaccessible", "@interfaceObject"]';
const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ${imports})\n`;

const shared = `
scalar Any
enum Color { RED GREEN BLUE SECRET @inaccessible }
interface Node { id: ID! }
type Value @shareable { a: Int b: [String] c: Color! }
type Org @shareable { oid: ID! }`;

/** What the subgraphs agree on. */
interface Plan {
  keys: Record<string, string[]>;
  homes: Record<string, readonly string[]>;
  /** Whether the interface `Media` is extended by a subgraph that knows none of its types. */
  hasInterfaceObject: boolean;
}

export function createSubgraphs(random: Random): SubgraphSdl[] {
  const homes = entities.map((entity) => [entity, atLeastTwo(random)] as const);
  const keys = entities.map((entity) => [entity, drawKeys(random)] as const);
  const plan: Plan = {
    homes: Object.fromEntries(homes),
    keys: Object.fromEntries(keys),
    hasInterfaceObject: random.chance(0.4),
  };
  const fields = entities.map((entity) => [entity, drawFields(random, plan, entity)] as const);
  const byEntity = Object.fromEntries(fields);
  return names.map((name) => ({ name, sdl: writeSubgraph(random, name, { ...plan, byEntity }) }));
}

function atLeastTwo(random: Random): readonly string[] {
  const left = random.below(7);
  return left < 3 ? names.filter((_name, index) => index !== left) : names;
}

function drawKeys(random: Random): string[] {
  const extra = random.pick([[], [], ['sku'], ['org { oid }'], ['id sku']]);
  return ['id', ...extra];
}

/** SDL of an entity's own fields, by subgraph. */
type Fields = Record<string, string[]>;

function drawFields(random: Random, { homes }: Plan, entity: string): Fields {
  const fields: Fields = Object.fromEntries(names.map((name) => [name, []]));
  const own = homes[entity]!;
  const count = 4 + random.below(4);
  for (let index = 0; index < count; index++) {
    const home = random.pick(own);
    const hidden = random.chance(0.08) ? ' @inaccessible' : '';
    fields[home]!.push(
      `f${index}_${home}${drawArguments(random)}: ${drawType(random, homes, home)}${hidden}`,
    );
  }
  if (random.chance(0.6))
    for (const [index, home] of own.entries())
      fields[home]!.push(`shared: String${index > 0 && random.chance(0.5) ? '!' : ''} @shareable`);
  if (random.chance(0.5)) addPairs(random, fields, { entity, own });
  if (random.chance(0.4)) {
    const [first, second] = [own[0]!, own[1]!];
    for (const home of [first, second]) fields[home]!.push('both: Value @shareable');
  }
  if (random.chance(0.7)) addRequires(random, fields, own);
  if (random.chance(0.4)) {
    fields[own[0]!]!.push('given: String @shareable');
    fields[own[1]!]!.push('given: String @external');
  }
  return fields;
}

/** A value type of which either subgraph knows a part. */
function addPairs(
  random: Random,
  fields: Fields,
  { entity, own }: { entity: string; own: readonly string[] },
): void {
  const type = random.pick(['T', '[T]', '[T!]!', '[T]']).replace('T', `Pair${entity}`);
  for (const home of own.slice(0, 2)) fields[home]!.push(`pairs: ${type} @shareable`);
}

function writePair(entity: string, isFirst: boolean): string {
  const part = isFirst ? 'left: Int' : 'right: String';
  return `type Pair${entity} { ${part} same: Int @shareable }`;
}

function addRequires(random: Random, fields: Fields, own: readonly string[]): void {
  const [from, to] = random.chance(0.5) ? [own[0]!, own[1]!] : [own[1]!, own[0]!];
  const { type, selection } = random.pick([
    { type: 'String', selection: 'need' },
    { type: '[Int]', selection: 'need' },
    { type: 'Value', selection: 'need { a c }' },
    { type: '[Value!]', selection: 'need { b }' },
    { type: 'Color', selection: 'need' },
    { type: 'Any', selection: 'need' },
  ]);
  const result = random.pick(['String', '[String]', 'Int!', 'Value']);
  fields[from]!.push(`need: ${type}`);
  fields[to]!.push(`need: ${type} @external`);
  fields[to]!.push(`made: ${result} @requires(fields: "${selection}")`);
  if (random.chance(0.3))
    fields[to]!.push(`more(x: Int): String @requires(fields: "${selection}")`);
}

function drawArguments(random: Random): string {
  return random.pick([
    '',
    '',
    '',
    '(x: Int)',
    '(x: Int = 3, s: String)',
    '(c: Color)',
    '(l: [Int!])',
  ]);
}

function drawType(random: Random, homes: Plan['homes'], home: string): string {
  const known = entities.filter((entity) => homes[entity]!.includes(home));
  const composite = [...known, ...known, 'Value', 'Node', ...(known.length > 1 ? ['Either'] : [])];
  return wrap(random, random.chance(0.55) ? random.pick(composite) : random.pick(leaves));
}

function wrap(random: Random, type: string): string {
  const shapes = ['T', 'T', 'T', 'T!', '[T]', '[T!]', '[T!]!', '[T]!', '[[T]]', '[[T!]!]'];
  return random.pick(shapes).replace('T', type);
}

function writeSubgraph(
  random: Random,
  name: string,
  plan: Plan & { byEntity: Record<string, Fields> },
): string {
  const known = entities.filter((entity) => plan.homes[entity]!.includes(name));
  const types = known.map((entity) =>
    writeEntity(entity, plan.keys[entity]!, plan.byEntity[entity]![name]!),
  );
  for (const entity of known)
    if (plan.byEntity[entity]![name]!.some((field) => field.startsWith('pairs:')))
      types.push(writePair(entity, plan.homes[entity]![0] === name));
  const either = known.length > 1 ? [`union Either = ${known.join(' | ')}`] : [];
  const type = () => drawType(random, plan.homes, name);
  const roots = Array.from({ length: 2 + random.below(2) }, (_one, index) => {
    return `  ${name}${index}${drawArguments(random)}: ${type()}`;
  });
  const first = known[0];
  if (first) roots.push(`  ${name}One(n: Int): ${first}`, `  ${name}All: [${first}!]`);
  for (const entity of known)
    if (plan.byEntity[entity]![name]!.includes('given: String @external'))
      roots.push(`  ${name}Gives${entity}: [${entity}] @provides(fields: "given")`);
  const mutations = [0, 1].map((index) => `  set${name}${index}(n: Int): ${type()}`);
  const media = writeMedia(name, plan.hasInterfaceObject);
  return [
    link,
    shared,
    ...types,
    ...either,
    `type Query {\n${[...roots, ...media.roots].join('\n')}\n}`,
    `type Mutation {\n${mutations.join('\n')}\n}`,
    ...media.types,
  ].join('\n');
}

function writeEntity(entity: string, keys: readonly string[], fields: readonly string[]): string {
  const all = new Set(keys.join(' ').split(/[^\w]+/));
  const keyFields = ['id: ID!'];
  if (all.has('sku')) keyFields.push('sku: String! @shareable');
  if (all.has('org')) keyFields.push('org: Org! @shareable');
  const directives = keys.map((key) => `@key(fields: "${key}")`).join(' ');
  const body = [...keyFields, ...fields].map((field) => `  ${field}`).join('\n');
  return `type ${entity} implements Node ${directives} {\n${body}\n}`;
}

/** `Media` lives in alpha; gamma knows it as one object type and adds a field to all its kinds. */
function writeMedia(name: string, isOn: boolean): { types: string[]; roots: string[] } {
  if (!isOn || name === 'beta') return { types: [], roots: [] };
  if (name === 'gamma')
    return {
      types: [
        'type Media @key(fields: "id") @interfaceObject { id: ID! rating: Int reviews: [Value!] }',
      ],
      roots: ['  rated: [Media]'],
    };
  return {
    types: [
      'interface Media @key(fields: "id") { id: ID! title: String }',
      'type Book implements Media @key(fields: "id") { id: ID! title: String pages: Int }',
      'type Film implements Media @key(fields: "id") { id: ID! title: String minutes: Int! }',
    ],
    roots: ['  media: [Media]', '  medium(n: Int): Media'],
  };
}
