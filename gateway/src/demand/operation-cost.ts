/**
 * What an operation can cost at most, by the published rules of static cost: an object costs 1, a
 * scalar nothing, a list as often as it may be long, an operation that changes something 10 more; @cost
 * and @listSize say otherwise. Of the types an interface may turn out to be, the dearest counts.
 */
import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isListType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';
import { argumentCost } from './argument-cost.js';
import type { CostModel } from './cost-model.js';
import { type Amount, type CostNode, valueOf, type Variables } from './cost-node.js';
import { listSizeOf, type SizedFields } from './list-size.js';

export interface CostRules extends CostModel {
  schema: GraphQLSchema;
  /** Length of a list that nothing limits. */
  defaultListSize: number;
}

const mutationCost = 10;
/** Each field of an introspection, which may list the whole schema. */
const introspectionFieldCost = 10;

/** The operation as a tree of costs. The document has passed validation. */
export function costOfOperation(
  rules: CostRules,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): CostNode {
  const root = rules.schema.getRootType(operation.operation)!;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION)
      fragments.set(definition.name.value, definition);
  const children = createSelections(rules, operation, fragments)(operation.selectionSet, root);
  const own = operation.operation === OperationTypeNode.MUTATION ? mutationCost : 0;
  const label = `${operation.operation} ${operation.name?.value ?? ''}`.trim();
  return { label, own, times: 1, pick: 'sum', children };
}

const nothingSized: SizedFields = new Map();

type Selections = (
  set: SelectionSetNode,
  type: GraphQLCompositeType,
  sized?: SizedFields,
) => CostNode[];

function createSelections(
  rules: CostRules,
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): Selections {
  const ofObject = memoised((set, type, sized) =>
    set.selections.flatMap((selection): CostNode[] => {
      const applies = condition(selection.directives);
      if (selection.kind === Kind.FIELD) return [{ ...ofField(selection, type, sized), applies }];
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value)!;
      if (!includes(rules.schema, fragment.typeCondition?.name.value, type)) return [];
      const label = `... on ${type.name}`;
      return [{ ...group(label, ofObject(fragment.selectionSet, type, sized)), applies }];
    }),
  );

  const selections: Selections = (set, type, sized = nothingSized) => {
    if (!isAbstractType(type)) return ofObject(set, type as GraphQLObjectType, sized);
    const possible = rules.schema.getPossibleTypes(type);
    const alternatives = possible.map((object) => group(object.name, ofObject(set, object, sized)));
    return [{ ...group('the dearest of', alternatives), pick: 'max' }];
  };

  const ofField = (field: FieldNode, parent: GraphQLObjectType, sized: SizedFields): CostNode => {
    const label = field.alias ? `${field.alias.value}: ${field.name.value}` : field.name.value;
    if (field.name.value.startsWith('__')) return introspection(field, label, fragments);
    const definition = parent.getFields()[field.name.value]!;
    const { times, inner } = listSizeOf(rules, operation, parent, definition, field, sized);
    const named = getNamedType(definition.type);
    return {
      label,
      own: ownCost(rules, parent, definition, field),
      times: isList(definition.type) ? times : 1,
      pick: 'sum',
      children:
        field.selectionSet && isCompositeType(named)
          ? selections(field.selectionSet, named, inner)
          : [],
    };
  };
  return selections;
}

const isList = (type: GraphQLOutputType) => isListType(getNullableType(type));

function ownCost(
  { weights, ...rules }: CostRules,
  parent: GraphQLObjectType,
  definition: GraphQLField<unknown, unknown>,
  field: FieldNode,
): Amount {
  const coordinate = `${parent.name}.${definition.name}`;
  const type = getNamedType(definition.type);
  const weight =
    weights.get(coordinate) ?? weights.get(type.name) ?? (isCompositeType(type) ? 1 : 0);
  const given = argumentCost({ weights, ...rules }, coordinate, definition, field);
  if (typeof given === 'number') return weight + given;
  return (variables) => weight + given(variables);
}

function includes(schema: GraphQLSchema, condition: string | undefined, type: GraphQLObjectType) {
  if (condition === undefined || condition === type.name) return true;
  const named = schema.getType(condition);
  return isAbstractType(named) && schema.isSubType(named, type);
}

const group = (label: string, children: readonly CostNode[]): CostNode => ({
  label,
  own: 0,
  times: 1,
  pick: 'sum',
  children,
});

type OfObject = (set: SelectionSetNode, type: GraphQLObjectType, sized: SizedFields) => CostNode[];

/**
 * Once per set, type and announced sizes: fragments within fragments, and interfaces within
 * interfaces, would otherwise be gone through more often than can be counted.
 */
function memoised(compute: OfObject): OfObject {
  const known = new Map<SizedFields, Map<SelectionSetNode, Map<GraphQLObjectType, CostNode[]>>>();
  return (set, type, sized) => {
    const bySet =
      known.get(sized) ?? new Map<SelectionSetNode, Map<GraphQLObjectType, CostNode[]>>();
    const byType = bySet.get(set) ?? new Map<GraphQLObjectType, CostNode[]>();
    known.set(sized, bySet.set(set, byType));
    let nodes = byType.get(type);
    if (!nodes) byType.set(type, (nodes = compute(set, type, sized)));
    return nodes;
  };
}

function introspection(
  field: FieldNode,
  label: string,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): CostNode {
  if (field.name.value === '__typename') return group(label, []);
  const counted = new Map<string, number>();
  const count = (set: SelectionSetNode | undefined): number =>
    (set?.selections ?? []).reduce((sum, selection) => {
      if (selection.kind === Kind.FIELD) return sum + 1 + count(selection.selectionSet);
      if (selection.kind === Kind.INLINE_FRAGMENT) return sum + count(selection.selectionSet);
      const name = selection.name.value;
      if (!counted.has(name)) counted.set(name, count(fragments.get(name)?.selectionSet));
      return sum + counted.get(name)!;
    }, 0);
  return { ...group(label, []), own: introspectionFieldCost * (1 + count(field.selectionSet)) };
}

function condition(
  directives: readonly DirectiveNode[] = [],
): ((variables: Variables) => boolean) | undefined {
  const tests = directives.flatMap(({ name, arguments: given }) => {
    const wanted = name.value === 'include' ? true : name.value === 'skip' ? false : undefined;
    const value = given?.find((argument) => argument.name.value === 'if')?.value;
    if (wanted === undefined || !value) return [];
    if (value.kind === Kind.BOOLEAN) return [() => value.value === wanted];
    if (value.kind !== Kind.VARIABLE) return [];
    // A variable that is left to its default may be either: it counts.
    const key = value.name.value;
    return [(variables: Variables) => (valueOf(variables, key) ?? wanted) === wanted];
  });
  return tests.length > 0 ? (variables) => tests.every((test) => test(variables)) : undefined;
}
