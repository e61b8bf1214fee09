/**
 * What a client asks a BFF's field for, so that the field's operation can leave out the rest: each part of
 * an operation has a variable of its own (`@include(if: $withCart)`), which follows the client's selection.
 * The documents stay static: type-checked at build, and known to the gateway by name.
 */
import {
  type FragmentDefinitionNode,
  getDirectiveValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  type GraphQLResolveInfo,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

type Info = Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments' | 'variableValues'>;

/**
 * Whether the client selects anything at one of these paths below the field, such as `viewer.cartQuantity`.
 * Fragments count whatever type they are on; what is skipped by a directive does not.
 */
export function selects(info: Info, paths: readonly string[]): boolean {
  const sets = info.fieldNodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  return paths.some((path) => reaches(info, sets, path.split('.')));
}

/**
 * The variables of an operation's parts.
 * @param parts by variable, the paths of which any one needs the part
 */
export function selectedParts<Variable extends string>(
  info: Info,
  parts: Readonly<Record<Variable, readonly string[]>>,
): Record<Variable, boolean> {
  const entries = Object.entries<readonly string[]>(parts);
  return Object.fromEntries(
    entries.map(([variable, paths]) => [variable, selects(info, paths)]),
  ) as Record<Variable, boolean>;
}

function reaches(
  info: Info,
  sets: readonly SelectionSetNode[],
  [name, ...rest]: string[],
): boolean {
  const found = sets.flatMap((set) => fieldsNamed(info, set, name!));
  if (rest.length === 0) return found.length > 0;
  const below = found.flatMap((field) => ('selectionSet' in field && field.selectionSet) || []);
  return below.length > 0 && reaches(info, below, rest);
}

function fieldsNamed(info: Info, { selections }: SelectionSetNode, name: string): SelectionNode[] {
  return selections.flatMap((node) => {
    if (!isIncluded(info, node)) return [];
    if (node.kind === Kind.FIELD) return node.name.value === name ? [node] : [];
    const fragment: Pick<FragmentDefinitionNode, 'selectionSet'> | undefined =
      node.kind === Kind.INLINE_FRAGMENT ? node : info.fragments[node.name.value];
    return fragment ? fieldsNamed(info, fragment.selectionSet, name) : [];
  });
}

function isIncluded({ variableValues }: Info, node: SelectionNode): boolean {
  if (!node.directives?.length) return true;
  if (getDirectiveValues(GraphQLSkipDirective, node, variableValues)?.['if'] === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, node, variableValues)?.['if'] !== false;
}
