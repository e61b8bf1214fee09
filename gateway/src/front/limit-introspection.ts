/**
 * How often a document may ask for the schema. How deep it may go there is limited by graphql-js; an
 * answer as large as the schema, several times over, is limited here.
 */
import { type ASTVisitor, type FieldNode, GraphQLError, type ValidationContext } from 'graphql';

/** The whole schema once, some types by name, and no list of it several times under aliases. */
const most = { __schema: 1, __type: 10, alias: 5 };

export function limitIntrospection(context: ValidationContext): ASTVisitor {
  const seen = { __schema: 0, __type: 0, alias: 0 };
  const count = (what: keyof typeof most, node: FieldNode) => {
    if (++seen[what] === most[what] + 1) context.reportError(refusal(what, node));
  };
  return {
    Field(field) {
      const { value: name } = field.name;
      if (name === '__schema' || name === '__type') count(name, field);
      else if (field.alias && context.getParentType()?.name.startsWith('__')) count('alias', field);
    },
  };
}

function refusal(what: keyof typeof most, nodes: FieldNode): GraphQLError {
  const things = what === 'alias' ? 'aliases within introspection' : `fields ${what}`;
  return new GraphQLError(`The document has more than ${most[what]} ${things}.`, { nodes });
}
