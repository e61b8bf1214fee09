/** Products, categories and pictures. */
import { CodedError, requireStaff } from '@tributary/service';
import type { Resolvers } from '../generated/resolvers.js';
import { readChangedProducts } from '../changed-products.js';
import { isSlug } from '../inputs.js';
import { readProductPage } from '../product-page.js';

/** What Apollo Server hangs on it. */
const maybeCacheControl = (info: object) =>
  (info as { cacheControl?: { setCacheHint(hint: { maxAge: number }): void } }).cacheControl;

export const productQueries: Resolvers['Query'] = {
  async products(_root, args, { store, loaders }, info) {
    // What can be bought changes with every order: such a list is never kept.
    if (args.filter?.inStock != null) maybeCacheControl(info)?.setCacheHint({ maxAge: 0 });
    const page = await readProductPage(store, args);
    for (const { node } of page.edges) loaders.productsById.prime(node.id, node);
    return page;
  },
  async changedProducts(_root, args, { store, loaders }) {
    const page = await readChangedProducts(store, args);
    for (const { node } of page.edges) loaders.productsById.prime(node.id, node);
    return page;
  },
  product(_root, { id, slug }, { loaders, store }) {
    if ((id == null) === (slug == null))
      throw new CodedError('BAD_USER_INPUT', 'Give either "id" or "slug".');
    if (id != null) return loaders.productsById.load(id);
    return slug != null && isSlug(slug) ? store.productBySlug(slug) : null;
  },
  categories: (_root, _args, { store }) => store.categories(),
};

export const productTypes: Resolvers = {
  ProductConnection: {
    totalCount: ({ mode, filter }, _args, { store }) => store.countProducts(mode, filter),
    facets: ({ mode, filter }, _args, { store }) => store.readFacets(mode, filter),
  },
  Product: {
    __resolveReference: ({ id }, { loaders }) => loaders.productsById.load(id),
    async category({ categoryId }, _args, { loaders }) {
      const category = await loaders.categoriesById.load(categoryId);
      if (!category) throw new Error(`Category ${categoryId} is gone.`);
      return category;
    },
    images: ({ images }, _args, { publicImagesUrl }) =>
      images.map(({ url, alt }) => ({
        url: url.startsWith('/images/') ? `${publicImagesUrl}${url}` : url,
        alt,
      })),
    variants: ({ id }, _args, { loaders }) => loaders.variantsByProduct.load(id),
    allVariants({ id }, _args, { identity, loaders }) {
      requireStaff(identity);
      return loaders.allVariantsByProduct.load(id);
    },
    priceRange: ({ minPriceAmount, maxPriceAmount, currency }) => ({
      min: { amount: minPriceAmount, currency },
      max: { amount: maxPriceAmount, currency },
    }),
  },
};
