/** How many directives a document may have: each costs validation, whatever it does. */
import {
  type ASTVisitor,
  GraphQLError,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';

export function limitDirectives(maxDirectives: number): ValidationRule {
  return (context: ValidationContext): ASTVisitor => {
    let directives = 0;
    return {
      Directive(directive) {
        if (++directives !== maxDirectives + 1) return;
        const message = `The document has more than ${maxDirectives} directives.`;
        context.reportError(new GraphQLError(message, { nodes: directive }));
      },
    };
  };
}
