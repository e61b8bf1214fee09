/** Random operations on a schema: arguments, variables, aliases, fragments, @skip and @include. */
import {
  getNamedType,
  type GraphQLAbstractType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import type { Random } from './random.js';

export interface Operation {
  query: string;
  operationName: string | undefined;
  /** Variables for several runs. */
  variables: Record<string, unknown>[];
}

export function createOperation(random: Random, schema: GraphQLSchema): Operation {
  const isMutation = random.chance(0.12);
  const writer = new OperationWriter(random, schema);
  const root = isMutation ? schema.getMutationType()! : schema.getQueryType()!;
  const selection = writer.selection(root, 3 + random.below(3));
  const operationName = random.chance(0.5) ? 'Op' : undefined;
  const head = `${isMutation ? 'mutation' : 'query'} ${operationName ?? ''}${writer.definitions()}`;
  const query = [`${head} ${selection}`, ...writer.fragments].join('\n');
  return { query, operationName, variables: [writer.values(), writer.values()] };
}

interface Variable {
  name: string;
  definition: string;
  draw: () => unknown;
}

class OperationWriter {
  readonly fragments: string[] = [];
  readonly #variables: Variable[] = [];

  constructor(
    readonly random: Random,
    readonly schema: GraphQLSchema,
  ) {}

  definitions(): string {
    const all = this.#variables.map(({ definition }) => definition);
    return all.length > 0 ? `(${all.join(', ')})` : '';
  }

  /** Undefined values are those that the client leaves out. */
  values(): Record<string, unknown> {
    const entries = this.#variables.map(({ name, draw }) => [name, draw()] as const);
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  }

  /** @param home the subgraph that the object comes from, as far as names tell */
  selection(type: GraphQLNamedType, depth: number, home = ''): string {
    const parts: string[] = [];
    const count = 1 + this.random.below(5);
    for (let index = 0; index < count; index++) parts.push(this.#part(type, depth, home));
    return `{ ${parts.join(' ')} }`;
  }

  #part(type: GraphQLNamedType, depth: number, home: string): string {
    const { random } = this;
    if (random.chance(0.1)) return random.pick(['__typename', 'kind: __typename']);
    const asFragment = depth > 0 && random.chance(isAbstractType(type) ? 0.6 : 0.15);
    if (asFragment) return this.#fragment(type, depth - 1, home);
    const fields =
      'getFields' in type ? Object.values((type as GraphQLObjectType).getFields()) : [];
    const usable = fields.filter(
      (field) => depth > 0 || !isCompositeType(getNamedType(field.type)),
    );
    if (usable.length === 0) return '__typename';
    const weighed = usable.flatMap((field) => weigh(field, home));
    return this.#field(random.pick(weighed), depth, home);
  }

  #field(field: GraphQLField<unknown, unknown>, depth: number, home: string): string {
    const alias = this.random.chance(0.2) ? `${this.random.pick(['a', 'b', 'c'])}: ` : '';
    const type = getNamedType(field.type);
    const below = isCompositeType(type)
      ? ` ${this.selection(type, depth - 1, homeOf(field) ?? home)}`
      : '';
    return `${alias}${field.name}${this.#arguments(field.args)}${this.#condition()}${below}`;
  }

  #fragment(type: GraphQLNamedType, depth: number, home: string): string {
    const { random } = this;
    if (isAbstractType(type) && random.chance(0.2)) return this.#sharedByAll(type);
    const condition = random.pick(this.#conditionsOn(type));
    const selection = this.selection(condition, depth, home);
    if (random.chance(0.5)) {
      const on = condition === type && random.chance(0.3) ? '' : ` on ${condition.name}`;
      return `...${on}${this.#condition()} ${selection}`;
    }
    const name = `F${this.fragments.length}`;
    this.fragments.push(`fragment ${name} on ${condition.name} ${selection}`);
    return `...${name}${this.#condition()}`;
  }

  /** Where a subgraph gives the field different types, the planner has to give it an alias. */
  #sharedByAll(type: GraphQLAbstractType): string {
    return this.schema
      .getPossibleTypes(type)
      .map((one) => `... on ${one.name} { ${one.getFields()['shared'] ? 'shared' : '__typename'} }`)
      .join(' ');
  }

  #conditionsOn(type: GraphQLNamedType): GraphQLNamedType[] {
    if (isAbstractType(type))
      return [type, ...this.schema.getPossibleTypes(type), ...this.#interfaces()];
    return isObjectType(type) ? [type, ...type.getInterfaces()] : [type];
  }

  #interfaces(): GraphQLNamedType[] {
    return Object.values(this.schema.getTypeMap()).filter((type) => isInterfaceType(type));
  }

  #condition(): string {
    const { random } = this;
    if (!random.chance(0.12)) return '';
    const directive = random.pick(['skip', 'include']);
    return ` @${directive}(if: ${random.chance(0.2) ? random.chance(0.5) : this.#boolean()})`;
  }

  #boolean(): string {
    const known = this.#variables.find(({ name }) => name.startsWith('if'));
    if (known && this.random.chance(0.6)) return `$${known.name}`;
    const hasDefault = this.random.chance(0.4);
    return this.#declare('if', hasDefault ? 'Boolean = true' : 'Boolean!', () =>
      hasDefault && this.random.chance(0.5) ? undefined : this.random.chance(0.5),
    );
  }

  #arguments(args: readonly GraphQLArgument[]): string {
    const given = args.filter(() => this.random.chance(0.7));
    if (given.length === 0) return '';
    return `(${given.map((arg) => `${arg.name}: ${this.#argument(String(arg.type))}`).join(', ')})`;
  }

  #argument(type: string): string {
    const { random } = this;
    const draw = () => drawValue(random, type);
    if (random.chance(0.4)) {
      const value = draw();
      return type === 'Color' ? String(value) : JSON.stringify(value);
    }
    const fallback = type === 'Int' && random.chance(0.4) ? ' = 5' : '';
    return this.#declare('v', type + fallback, () => (random.chance(0.25) ? undefined : draw()));
  }

  #declare(prefix: string, type: string, draw: () => unknown): string {
    const name = `${prefix}${this.#variables.length}`;
    this.#variables.push({ name, definition: `$${name}: ${type}`, draw });
    return `$${name}`;
  }
}

const telling: ReadonlySet<string> = new Set([
  'made',
  'more',
  'given',
  'pairs',
  'rating',
  'reviews',
]);

/** The subgraph that alone has the field. */
const homeOf = ({ name }: GraphQLField<unknown, unknown>): string | undefined =>
  /(alpha|beta|gamma)/.exec(name)?.[0];

/** Fields that lead on, or that need another subgraph, come more often. */
function weigh(
  field: GraphQLField<unknown, unknown>,
  home: string,
): GraphQLField<unknown, unknown>[] {
  const isEntity = /^(E\d|Node|Either|Media)$/.test(getNamedType(field.type).name);
  const isElsewhere = homeOf(field) !== undefined && homeOf(field) !== home;
  const weight = (telling.has(field.name) ? 4 : 1) * (isEntity ? 3 : 1) * (isElsewhere ? 3 : 1);
  return Array.from({ length: weight }, () => field);
}

function drawValue(random: Random, type: string): unknown {
  if (random.chance(0.1)) return null;
  if (type === 'Int') return random.below(10);
  if (type === 'String') return random.pick(['text', 'with "quotes"', '']);
  if (type === 'Color') return random.pick(['RED', 'BLUE']);
  return [random.below(3), random.below(3)];
}
