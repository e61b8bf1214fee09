/** What staff do with the catalogue and the stock. Each asks first who is calling. */
import { CodedError, requireStaff, stateChanges } from '@tributary/service';
import { adjustStock } from '../commands/adjust-stock.js';
import { createProduct } from '../commands/create-product.js';
import { receiveStock } from '../commands/receive-stock.js';
import { requestImport } from '../commands/request-import.js';
import { setPrice } from '../commands/set-price.js';
import { updateProduct } from '../commands/update-product.js';
import { withdrawVariant } from '../commands/withdraw-variant.js';
import type { Context } from '../context.js';
import type { Resolvers } from '../generated/resolvers.js';
import {
  adjustStockInput,
  createProductInput,
  importCatalogueInput,
  isSku,
  isUuid,
  readInput,
  receiveStockInput,
  setPriceInput,
  updateProductInput,
} from '../inputs.js';
import { toJsonLines } from '../import-files.js';
import type { CatalogueImportView, ProductView, VariantView } from '../views.js';

export const staffQueries: Resolvers['Query'] = {
  catalogueImport(_root, { id }, { identity, store }) {
    requireStaff(identity);
    return isUuid(id) ? store.importById(id) : null;
  },
};

export const staffMutations: Resolvers['Mutation'] = {
  async createProduct(_root, { input }, context) {
    requireStaff(context.identity);
    const product = readInput(createProductInput, input);
    const outcome = await createProduct(context.store, product, context.effects);
    if ('taken' in outcome) {
      stateChanges(context, []);
      return { __typename: 'SlugOrSkuTaken', message: outcome.taken };
    }
    const { productId } = outcome;
    stateChanges(context, [productChange(productId), ...product.variants.map(variantChange)]);
    return { __typename: 'CreateProductSuccess', product: await productNow(productId, context) };
  },
  async updateProduct(_root, { input }, context) {
    requireStaff(context.identity);
    const changes = readInput(updateProductInput, input);
    if (!isUuid(changes.id)) throw new CodedError('NOT_FOUND', 'There is no such product.');
    await updateProduct(context.store, changes, context.effects);
    stateChanges(context, [productChange(changes.id)]);
    return productNow(changes.id, context);
  },
  async setPrice(_root, { input }, context) {
    requireStaff(context.identity);
    const price = readInput(setPriceInput, input);
    await setPrice(context.store, { ...price, sku: requireSku(price.sku) }, context.effects);
    return changedVariant(price.sku, context);
  },
  async withdrawVariant(_root, { input: { sku } }, context) {
    requireStaff(context.identity);
    await withdrawVariant(context.store, requireSku(sku), context.effects);
    return changedVariant(sku, context);
  },
  async receiveStock(_root, { input }, context) {
    const staffId = requireStaff(context.identity);
    const delivery = readInput(receiveStockInput, input);
    requireSku(delivery.sku);
    await receiveStock(context.store, staffId, delivery, context.effects);
    return changedVariant(delivery.sku, context);
  },
  async adjustStock(_root, { input }, context) {
    const staffId = requireStaff(context.identity);
    const correction = readInput(adjustStockInput, input);
    requireSku(correction.sku);
    const outcome = await adjustStock(context.store, staffId, correction, context.effects);
    if (outcome.adjusted)
      return {
        __typename: 'AdjustStockSuccess',
        variant: await changedVariant(correction.sku, context),
      };
    stateChanges(context, []);
    const { available } = outcome;
    return {
      __typename: 'StockTooLow',
      message: `Only ${available} can be taken; the rest is set aside for orders.`,
      available,
    };
  },
  async importCatalogue(_root, { input }, context) {
    const staffId = requireStaff(context.identity);
    const { idempotencyKey, ...file } = readInput(importCatalogueInput, input);
    const request = { jsonLines: toJsonLines(file), idempotencyKey };
    const id = await requestImport(context.store, staffId, request, context.effects);
    stateChanges(context, []);
    return found(await context.store.importById(id));
  },
};

/** @throws CodedError NOT_FOUND for a text that cannot be a SKU */
export function requireSku(sku: string): string {
  if (!isSku(sku)) throw new CodedError('NOT_FOUND', 'There is no such variant.');
  return sku;
}

/** As it is after the mutation, whatever was loaded before. */
async function productNow(id: string, { loaders }: Context): Promise<ProductView> {
  loaders.productsById.clear(id);
  return found(await loaders.productsById.load(id));
}

export async function variantNow(sku: string, { loaders }: Context): Promise<VariantView> {
  loaders.variantsBySku.clear(sku);
  loaders.variantsByProduct.clearAll();
  loaders.stockedVariantsByProduct.clearAll();
  loaders.productsById.clearAll();
  loaders.stockBySku.clear(sku);
  loaders.watchedBySku.clear(sku);
  return found(await loaders.variantsBySku.load(sku));
}

/** As it is now; gateways hear that it and its product changed. */
async function changedVariant(sku: string, context: Context): Promise<VariantView> {
  const variant = await variantNow(sku, context);
  stateChanges(context, [variantChange(variant), productChange(variant.productId)]);
  return variant;
}

const productChange = (id: string) => ({ type: 'Product', key: { id } });
const variantChange = ({ sku }: { sku: string }) => ({ type: 'Variant', key: { sku } });

function found<T extends ProductView | VariantView | CatalogueImportView>(value: T | null): T {
  if (!value) throw new CodedError('NOT_FOUND');
  return value;
}
