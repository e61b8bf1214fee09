/**
 * Whether stock would forget, within a fragment on an abstract type, which type an object is of: then it
 * leaves fields out, or the object. Such an operation is not to run as stock runs it, not even once.
 */
import {
  baseType,
  type CompositeType,
  isCompositeType,
  isObjectType,
  type ObjectType,
  type Operation,
  type Selection,
  type SelectionSet,
} from '@apollo/federation-internals';

export function forgetsType(operation: Operation): boolean {
  const root = operation.schema().schemaDefinition.rootType(operation.rootKind)!;
  return new Walk().forgets(operation.selectionSet, { parent: root, known: root });
}

interface Place {
  /** The type that the selection is on. */
  parent: CompositeType;
  /** The type that the object is of, where the schema says it. */
  known: ObjectType | undefined;
}

class Walk {
  /** Fragments may be spread many times. */
  readonly #seen = new Map<SelectionSet, Set<string>>();

  forgets(set: SelectionSet, place: Place): boolean {
    const seen = this.#seen.get(set) ?? new Set();
    this.#seen.set(set, seen);
    const key = `${place.parent.name} ${place.known?.name}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return set.selections().some((selection) => this.#isForgotten(selection, place));
  }

  #isForgotten(selection: Selection, { parent, known }: Place): boolean {
    const isLost = known !== undefined && !isObjectType(parent);
    if (selection.kind === 'FragmentSelection') {
      const condition = selection.element.typeCondition;
      if (condition && isLost) return true;
      return this.forgets(selection.selectionSet, { parent: condition ?? parent, known });
    }
    const { element, selectionSet } = selection;
    if (element.name === '__typename') return isLost;
    const type = baseType(element.definition.type!);
    if (!selectionSet || !isCompositeType(type)) return false;
    const own = isObjectType(type) ? type : undefined;
    return this.forgets(selectionSet, { parent: type, known: own });
  }
}
