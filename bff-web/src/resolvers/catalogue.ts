import {
  HomePageDocument,
  ProductPageDocument,
  SearchPageDocument,
} from '../generated/operations.js';
import type { QueryResolvers } from '../generated/resolvers.js';
import { toHomePage, toProductPage, toSearchPage } from '../views/catalogue.js';

export const catalogueQueries = {
  homePage: async (_root, _args, { ask }) => toHomePage(await ask(HomePageDocument, {})),

  searchPage: async (_root, { query, first, after, sort, ...rest }, { ask }) => {
    const filter = { ...rest, search: query };
    const result = await ask(SearchPageDocument, { first, after, sort, filter });
    return toSearchPage(result, rest.category);
  },

  productPage: async (_root, { slug }, { ask }) =>
    toProductPage(await ask(ProductPageDocument, { slug })),
} satisfies QueryResolvers;
