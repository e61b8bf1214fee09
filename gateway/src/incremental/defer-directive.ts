/** Makes @defer known to the schema that clients' documents are validated with. */
import {
  DirectiveLocation,
  GraphQLBoolean,
  GraphQLDirective,
  GraphQLNonNull,
  type GraphQLSchema,
  GraphQLString,
} from 'graphql';

const deferDirective = new GraphQLDirective({
  name: 'defer',
  description: 'The fragment may come later, in a part of its own, to clients that accept parts.',
  locations: [DirectiveLocation.FRAGMENT_SPREAD, DirectiveLocation.INLINE_FRAGMENT],
  args: {
    if: {
      type: new GraphQLNonNull(GraphQLBoolean),
      defaultValue: true,
      description: 'Whether it may come later.',
    },
    label: { type: GraphQLString, description: 'Tells the part from others.' },
  },
});

/**
 * Adds the directive in place: @apollo/gateway hands out the schema itself and has no option for it.
 * Call it before anything is validated; twice is as good as once.
 */
export function allowDefer(schema: GraphQLSchema): void {
  if (schema.getDirective(deferDirective.name)) return;
  (schema.getDirectives() as GraphQLDirective[]).push(deferDirective);
}
