import {
  HomeScreenDocument,
  ProductScreenDocument,
  SearchScreenDocument,
} from '../generated/operations.js';
import type { QueryResolvers } from '../generated/resolvers.js';
import { toHomeScreen, toProductScreen, toSearchScreen } from '../views/catalogue.js';

export const catalogueQueries = {
  homeScreen: async (_root, { density }, { ask, pictures }) =>
    toHomeScreen(await ask(HomeScreenDocument, {}), pictures(density)),

  searchScreen: async (
    _root,
    { query, first, after, sort, density, ...rest },
    { ask, pictures },
  ) => {
    const filter = { ...rest, search: query };
    const result = await ask(SearchScreenDocument, { first, after, sort, filter });
    return toSearchScreen(result, pictures(density));
  },

  productScreen: async (_root, { slug, density }, { ask, pictures }) =>
    toProductScreen(await ask(ProductScreenDocument, { slug }), pictures(density)),
} satisfies QueryResolvers;
