/** Every part of a schema by its coordinate, with all that a client can notice of it as one line. */
import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isRequiredInputField,
} from 'graphql';

export interface Signature {
  /** Of a field or argument: `Int! = 1`. Of a type: its kind. */
  text: string;
  deprecation: string | undefined;
  /** Whether a client must send it; undefined for what is answered. */
  isRequired?: boolean;
}

export function signaturesOf(schema: GraphQLSchema): Map<string, Signature> {
  const found = new Map<string, Signature>();
  for (const type of Object.values(schema.getTypeMap()))
    if (!isIntrospectionType(type)) addType(found, type);
  return found;
}

function addType(found: Map<string, Signature>, type: GraphQLNamedType): void {
  found.set(type.name, { text: '', deprecation: undefined });
  if (isEnumType(type))
    for (const { name, deprecationReason } of type.getValues())
      found.set(`${type.name}.${name}`, { text: '', deprecation: deprecationReason ?? undefined });
  if (isInputObjectType(type))
    for (const field of Object.values(type.getFields()))
      found.set(`${type.name}.${field.name}`, signatureOfInput(field));
  if (!isObjectType(type) && !isInterfaceType(type)) return;
  for (const { name, args, type: answer, deprecationReason } of Object.values(type.getFields())) {
    const deprecation = deprecationReason ?? undefined;
    found.set(`${type.name}.${name}`, { text: answer.toString(), deprecation });
    for (const argument of args)
      found.set(`${type.name}.${name}(${argument.name}:)`, signatureOfInput(argument));
  }
}

function signatureOfInput(input: GraphQLInputField | GraphQLArgument): Signature {
  const ending = input.defaultValue === undefined ? '' : ` = ${JSON.stringify(input.defaultValue)}`;
  return {
    text: `${input.type.toString()}${ending}`,
    deprecation: input.deprecationReason ?? undefined,
    isRequired: isRequiredInputField(input),
  };
}
