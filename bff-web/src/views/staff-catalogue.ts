/** The catalogue and the stock as staff see them. */
import { type GatewayResult, readParts } from '@tributary/service/gateway-client';
import type {
  CataloguePageQuery,
  ImportPageQuery,
  StaffProductFragment,
  StockBoardPageQuery,
  StockRowFragment,
} from '../generated/operations.js';
import type { PagePart, ProductState, ResolversParentTypes } from '../generated/resolvers.js';

/** @throws CodedError FORBIDDEN and others that no part of the page can stand for; so do the others here. */
export function toCataloguePage(
  result: GatewayResult<CataloguePageQuery>,
  { withCategories }: { withCategories: boolean },
): ResolversParentTypes['CataloguePage'] {
  const parts = readParts<PagePart>(result, { CATEGORIES: withCategories });
  const found = parts.take('CATALOGUE', result.data?.products, 'inventory');
  return {
    products: found && {
      items: found.edges.map(({ node }) => toStaffProduct(node)),
      totalCount: found.totalCount ?? 0,
      pageInfo: found.pageInfo,
    },
    categories: parts.take('CATEGORIES', result.data?.categories, 'inventory'),
    unavailable: parts.unavailable,
  };
}

export function toStockBoardPage(
  result: GatewayResult<StockBoardPageQuery>,
): ResolversParentTypes['StockBoardPage'] {
  const parts = readParts<PagePart>(result);
  const found = parts.take('STOCK', result.data?.stockBoard, 'inventory');
  return {
    stock: found && {
      rows: found.edges.map(({ node }) => toStockRow(node)),
      pageInfo: found.pageInfo,
    },
    unavailable: parts.unavailable,
  };
}

export function toImportPage(
  result: GatewayResult<ImportPageQuery>,
): ResolversParentTypes['ImportPage'] {
  const parts = readParts<PagePart>(result);
  const found = parts.take('IMPORT', result.data?.catalogueImport, 'inventory', 'NOT_FOUND');
  return { import: found, unavailable: parts.unavailable };
}

export function toStaffProduct(
  product: StaffProductFragment,
): ResolversParentTypes['StaffProduct'] {
  const { id, slug, name, description, category, images } = product;
  const variants = (product.allVariants ?? []).map(toStockRow);
  const state = stateOf(variants);
  return { id, slug, name, description, category, pictures: images, state, variants };
}

function stateOf(rows: readonly ResolversParentTypes['StockRow'][]): ProductState {
  const sold = rows.filter(({ withdrawnAt }) => !withdrawnAt);
  if (sold.length === 0) return 'WITHDRAWN';
  return sold.some(({ available }) => available > 0) ? 'ON_SALE' : 'SOLD_OUT';
}

export function toStockRow(variant: StockRowFragment): ResolversParentTypes['StockRow'] {
  const { sku, name, price, stock, count, lowStockThreshold, withdrawnAt, product } = variant;
  return {
    sku,
    name,
    productName: product.name,
    productSlug: product.slug,
    picture: product.images[0],
    price,
    available: stock.available,
    availability: withdrawnAt === null ? stock.level : 'WITHDRAWN',
    onHand: count?.onHand ?? 0,
    reserved: count?.reserved ?? 0,
    lowStockThreshold: lowStockThreshold ?? 0,
    withdrawnAt,
    movements: variant.movements ?? [],
  };
}
