/** Products as pages show them: cards in lists, the details of one. */
import type { ProductCardFragment, ProductPageQuery } from '../generated/operations.js';
import type { Availability, ResolversParentTypes } from '../generated/resolvers.js';

type GraphProduct = NonNullable<ProductPageQuery['product']>;
type PriceRange = GraphProduct['priceRange'];
type Stock = NonNullable<GraphProduct['variants'][number]['stock']>;

export function toProductCard(product: ProductCardFragment): ResolversParentTypes['ProductCard'] {
  const { id, slug, name, category, images, priceRange, variants } = product;
  return {
    id,
    slug,
    name,
    category,
    picture: images?.[0] ?? null,
    ...toPrices(priceRange),
    availability: bestAvailability(variants),
  };
}

export function toProductDetails(product: GraphProduct): ResolversParentTypes['ProductDetails'] {
  const { images, priceRange, variants, ...rest } = product;
  return {
    ...rest,
    pictures: images,
    variants: variants.map(({ sku, name, price, stock, watched }) => ({
      sku,
      name,
      price,
      available: stock?.available ?? 0,
      availability: stock?.level ?? 'UNKNOWN',
      watched: watched ?? false,
    })),
    ...toPrices(priceRange),
    availability: bestAvailability(variants),
  };
}

function toPrices({ min, max }: PriceRange) {
  return { price: min, priceTo: max.amount === min.amount ? null : max };
}

const bestFirst: readonly Stock['level'][] = ['IN_STOCK', 'LOW'];

/** Unknown where the stock was not asked for. */
function bestAvailability(
  variants: readonly { stock?: Pick<Stock, 'level'> }[] | undefined,
): Availability {
  if (!variants || variants.some(({ stock }) => !stock)) return 'UNKNOWN';
  return bestFirst.find((level) => variants.some(({ stock }) => stock!.level === level)) ?? 'OUT';
}
