/**
 * What a client asks a BFF's field for, so that the field's operation can leave out the rest: each part of
 * an operation has a variable of its own (`@include(if: $withCart)`), which follows the client's selection.
 * The documents stay static: type-checked at build, and known to the gateway by name.
 */
import {
  type FragmentSpreadNode,
  getDirectiveValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  type GraphQLResolveInfo,
  type InlineFragmentNode,
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
  for (const path of paths) {
    const names = namesOf(path);
    for (const { selectionSet } of info.fieldNodes)
      if (selectionSet && reaches(info, selectionSet, names, 0)) return true;
  }
  return false;
}

/**
 * The variables of an operation's parts.
 * @param parts by variable, the paths of which any one needs the part
 */
export function selectedParts<Variable extends string>(
  info: Info,
  parts: Readonly<Record<Variable, readonly string[]>>,
): Record<Variable, boolean> {
  const selected = {} as Record<Variable, boolean>;
  for (const variable in parts) selected[variable] = selects(info, parts[variable]);
  return selected;
}

/** The paths are our own, and few. */
const splitPaths = new Map<string, readonly string[]>();

function namesOf(path: string): readonly string[] {
  const known = splitPaths.get(path);
  if (known) return known;
  const names = path.split('.');
  splitPaths.set(path, names);
  return names;
}

/** Whether the names from `depth` on lead to a field below `set`. */
function reaches(
  info: Info,
  { selections }: SelectionSetNode,
  names: readonly string[],
  depth: number,
): boolean {
  for (const node of selections) {
    if (node.kind === Kind.FIELD && node.name.value !== names[depth]) continue;
    if (!isIncluded(info, node)) continue;
    if (node.kind === Kind.FIELD) {
      if (depth === names.length - 1) return true;
      if (node.selectionSet && reaches(info, node.selectionSet, names, depth + 1)) return true;
    } else {
      const below = fragmentOf(info, node)?.selectionSet;
      if (below && reaches(info, below, names, depth)) return true;
    }
  }
  return false;
}

const fragmentOf = (
  { fragments }: Info,
  node: InlineFragmentNode | FragmentSpreadNode,
): { selectionSet: SelectionSetNode } | undefined =>
  node.kind === Kind.INLINE_FRAGMENT ? node : fragments[node.name.value];

function isIncluded({ variableValues }: Info, node: SelectionNode): boolean {
  if (!node.directives?.length) return true;
  if (getDirectiveValues(GraphQLSkipDirective, node, variableValues)?.['if'] === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, node, variableValues)?.['if'] !== false;
}
