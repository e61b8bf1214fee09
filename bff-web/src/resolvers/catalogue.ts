import { selectedParts } from '@tributary/service/client-selection';
import {
  HomePageDocument,
  PageHeadDocument,
  ProductPageDocument,
  SearchPageDocument,
  UnwatchStockDocument,
  WatchStockDocument,
} from '../generated/operations.js';
import type { MutationResolvers, QueryResolvers } from '../generated/resolvers.js';
import { homePageParts, pageHeadParts, productPageParts, searchPageParts } from '../page-parts.js';
import { toHomePage, toPageHead, toProductPage } from '../views/catalogue.js';
import { toSearchPage } from '../views/search.js';

export const catalogueQueries = {
  async pageHead(_root, _args, { ask }, info) {
    const wanted = selectedParts(info, pageHeadParts);
    return toPageHead(await ask(PageHeadDocument, wanted), wanted);
  },

  async homePage(_root, _args, { ask }, info) {
    const wanted = selectedParts(info, homePageParts);
    return toHomePage(await ask(HomePageDocument, wanted), wanted);
  },

  async searchPage(_root, { query, first, after, sort, ...rest }, { ask }, info) {
    const wanted = selectedParts(info, searchPageParts);
    const filter = { ...rest, search: query };
    const result = await ask(SearchPageDocument, { first, after, sort, filter, ...wanted });
    return toSearchPage(result, rest.category, wanted);
  },

  async productPage(_root, { slug }, { ask }, info) {
    const wanted = selectedParts(info, productPageParts);
    return toProductPage(await ask(ProductPageDocument, { slug, ...wanted }));
  },
} satisfies QueryResolvers;

export const catalogueMutations = {
  async watchStock(_root, { sku }, { changeAsShopper }) {
    const { watchStock: outcome } = (await changeAsShopper(WatchStockDocument, { input: { sku } }))
      .data;
    return outcome.__typename === 'WatchStockSuccess'
      ? { __typename: 'StockWatched', sku: outcome.variant.sku }
      : outcome;
  },

  async unwatchStock(_root, { sku }, { change }) {
    await change(UnwatchStockDocument, { input: { sku } });
    return true;
  },
} satisfies MutationResolvers;
