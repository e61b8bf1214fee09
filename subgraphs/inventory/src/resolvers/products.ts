/** Products, categories and pictures. */
import { CodedError, forbidCaching, requireStaff } from '@tributary/service';
import { selects } from '@tributary/service/client-selection';
import type { Resolvers } from '../generated/resolvers.js';
import { readChangedProducts } from '../changed-products.js';
import { isSlug } from '../inputs.js';
import type { Loaders } from '../loaders.js';
import { readProductPage } from '../product-page.js';
import type { CategoryView } from '../views.js';

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
  product(_root, { id, slug }, { loaders, store }, info) {
    if ((id == null) === (slug == null))
      throw new CodedError('BAD_USER_INPUT', 'Give either "id" or "slug".');
    if (id != null) return loaders.productsById.load(id);
    if (slug == null || !isSlug(slug)) return null;
    return selects(info, stockOfVariants)
      ? store.stockedProductBySlug(slug)
      : store.productBySlug(slug);
  },
  categories: (_root, _args, { store }) => store.categories(),
};

const stock = ['stock'];
const stockOfVariants = ['variants.stock'];

export const productTypes: Resolvers = {
  ProductConnection: {
    totalCount: ({ mode, filter }, _args, { store }) => store.countProducts(mode, filter),
    facets: ({ mode, filter }, _args, { store }) => store.readFacets(mode, filter),
  },
  Product: {
    __resolveReference: ({ id }, { loaders }) => loaders.productsById.load(id),
    category: ({ categoryId }, _args, { loaders, store }) =>
      store.knownCategory(categoryId) ?? loadCategory(categoryId, loaders),
    images: ({ images }, _args, { publicImagesUrl }) =>
      images.map(({ url, alt }) => ({
        url: url.startsWith('/images/') ? `${publicImagesUrl}${url}` : url,
        alt,
      })),
    variants: ({ id, stocked }, _args, { loaders }, info) =>
      stocked ??
      (selects(info, stock) ? loaders.stockedVariantsByProduct : loaders.variantsByProduct).load(
        id,
      ),
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

async function loadCategory(id: string, { categoriesById }: Loaders): Promise<CategoryView> {
  const category = await categoriesById.load(id);
  if (!category) throw new Error(`Category ${id} is gone.`);
  return category;
}
