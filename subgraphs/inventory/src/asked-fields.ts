/** Looks ahead at what is asked for below a field, so that it can be read together with the field. */
import { type FieldNode, Kind, type SelectionSetNode } from 'graphql';

/**
 * Answers whether `path` is asked for below a field; looked for once in each document. Named fragments are
 * not looked into: what they ask for is read by itself, as any batch is. What a variable may leave out counts.
 */
export function asksFor(...path: readonly string[]): (field: FieldNode) => boolean {
  const known = new WeakMap<FieldNode, boolean>();
  return (field) => {
    let found = known.get(field);
    if (found === undefined) known.set(field, (found = holds(field.selectionSet, path)));
    return found;
  };
}

function holds(set: SelectionSetNode | undefined, path: readonly string[]): boolean {
  const [name, ...rest] = path;
  if (name === undefined) return true;
  return (set?.selections ?? []).some((one) => {
    if (one.kind === Kind.FRAGMENT_SPREAD) return false;
    if (one.kind === Kind.INLINE_FRAGMENT) return holds(one.selectionSet, path);
    return one.name.value === name && holds(one.selectionSet, rest);
  });
}
