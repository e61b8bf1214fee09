/**
 * For tests: an operation for each root field of a subgraph, with what the field's directives demand of
 * its caller. A subgraph must refuse by itself what the gateway refuses by the directives.
 */
import {
  buildASTSchema,
  type GraphQLField,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
  isLeafType,
  getNamedType,
  parse,
} from 'graphql';

export interface RootOperation {
  /** Such as `Mutation.shipOrder`. */
  field: string;
  /** With some value for each argument that must be there. */
  query: string;
  demands: 'nothing' | 'a user' | 'a scope or policy';
}

/** The queries and mutations of a subgraph's schema. */
export function rootOperations(sdl: string): RootOperation[] {
  const schema = buildASTSchema(parse(sdl), { assumeValid: true, assumeValidSDL: true });
  return [schema.getQueryType(), schema.getMutationType()].flatMap((root) =>
    Object.values(root?.getFields() ?? {}).map((field) => ({
      field: `${root!.name}.${field.name}`,
      query: `${root!.name.toLowerCase()} { ${writeField(field)} }`,
      demands: demandsOf(field),
    })),
  );
}

type Field = GraphQLField<unknown, unknown>;

function writeField({ name, args, type }: Field): string {
  const given = args.filter(isRequiredArgument).map((arg) => `${arg.name}: ${someValue(arg.type)}`);
  const selection = isLeafType(getNamedType(type)) ? '' : ' { __typename }';
  return `${name}${given.length > 0 ? `(${given.join(', ')})` : ''}${selection}`;
}

function someValue(type: GraphQLInputType): string {
  if (isNonNullType(type)) return someValue(type.ofType);
  if (isListType(type)) return `[${someValue(type.ofType)}]`;
  if (isEnumType(type)) return type.getValues()[0]!.name;
  if (isInputObjectType(type)) {
    const required = Object.values(type.getFields()).filter(isRequiredInputField);
    return `{${required.map((field) => `${field.name}: ${someValue(field.type)}`).join(', ')}}`;
  }
  return { Int: '1', Boolean: 'true' }[type.name] ?? '"0"';
}

function demandsOf({ astNode }: Field): RootOperation['demands'] {
  const names = astNode?.directives?.map(({ name }) => name.value) ?? [];
  if (names.includes('requiresScopes') || names.includes('policy')) return 'a scope or policy';
  return names.includes('authenticated') ? 'a user' : 'nothing';
}
