/** Puts authorisation directives on random elements of random subgraphs. */
import {
  type ConstDirectiveNode,
  type DirectiveNode,
  Kind,
  parse,
  print,
  type ScalarTypeDefinitionNode,
  visit,
} from 'graphql';
import type { Random } from './random.js';
import type { SubgraphSdl } from './subgraph-sdl.js';

export const scopes = ['s1', 's2', 's3'] as const;
export const policies = ['p1', 'p2'] as const;

const directives: readonly ConstDirectiveNode[] = [
  '@authenticated',
  '@requiresScopes(scopes: [["s1"]])',
  '@requiresScopes(scopes: [["s1", "s2"], ["s3"]])',
  '@policy(policies: [["p1"]])',
  '@policy(policies: [["p1"], ["p2"]])',
].map(parseDirective);

function parseDirective(text: string): ConstDirectiveNode {
  const [definition] = parse(`scalar X ${text}`, { noLocation: true }).definitions;
  return (definition as ScalarTypeDefinitionNode).directives![0]!;
}

/** Composition refuses some of what is drawn: what @requires reads must not demand more than its reader. */
export function guardSubgraphs(random: Random, subgraphs: readonly SubgraphSdl[]): SubgraphSdl[] {
  return subgraphs.map(({ name, sdl }) => ({ name, sdl: guard(random, sdl) }));
}

function guard(random: Random, sdl: string): string {
  const withImports = sdl.replace(
    '"@key"',
    '"@key", "@authenticated", "@requiresScopes", "@policy"',
  );
  const draw = <N extends { directives?: readonly DirectiveNode[] }>(node: N, chance: number): N =>
    random.chance(chance)
      ? { ...node, directives: [...(node.directives ?? []), random.pick(directives)] }
      : node;
  const guarded = visit(parse(withImports, { noLocation: true }), {
    InterfaceTypeDefinition: () => false,
    ObjectTypeDefinition: {
      leave: (node) =>
        /^(Query|Mutation|Media)$/.test(node.name.value) ? undefined : draw(node, 0.07),
    },
    [Kind.SCALAR_TYPE_DEFINITION]: (node) => draw(node, 0.1),
    [Kind.ENUM_TYPE_DEFINITION]: (node) => draw(node, 0.1),
    FieldDefinition: (node) => (isExternal(node.directives) ? undefined : draw(node, 0.12)),
  });
  return print(guarded);
}

const isExternal = (applied: readonly DirectiveNode[] = []): boolean =>
  applied.some(({ name }) => name.value === 'external');
