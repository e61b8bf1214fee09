/** Products, categories and pictures. */
import { CodedError, forbidCaching, requireStaff } from '@tributary/service';
import { type FieldNode, Kind } from 'graphql';
import type { Resolvers } from '../generated/resolvers.js';
import { readChangedProducts } from '../changed-products.js';
import { isSlug } from '../inputs.js';
import { readProductPage } from '../product-page.js';

export const productQueries: Resolvers['Query'] = {
  async products(_root, args, context) {
    const { store, loaders } = context;
    // What can be bought changes with every order: such a list is never kept.
    if (args.filter?.inStock != null) forbidCaching(context);
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

const asked = new WeakMap<FieldNode, boolean>();

/** Whether `stock` is among what is asked of variants; looked for once in each document. */
function asksForStock([field]: readonly FieldNode[]): boolean {
  const known = asked.get(field!);
  if (known !== undefined) return known;
  // A fragment may hide it. Then it is read by itself, as any batch is.
  const selections = field!.selectionSet?.selections ?? [];
  const found = selections.some((one) => one.kind === Kind.FIELD && one.name.value === 'stock');
  asked.set(field!, found);
  return found;
}

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
    variants: ({ id }, _args, { loaders }, { fieldNodes }) =>
      asksForStock(fieldNodes)
        ? loaders.stockedVariantsByProduct.load(id)
        : loaders.variantsByProduct.load(id),
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
