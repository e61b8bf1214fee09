/** Staff: the catalogue and the stock. Asked for by anybody else, all of it is FORBIDDEN. */
import { selectedParts } from '@tributary/service/client-selection';
import {
  AdjustStockDocument,
  CataloguePageDocument,
  CreateProductDocument,
  ImportCatalogueDocument,
  ImportPageDocument,
  ReceiveStockDocument,
  SetLowStockThresholdDocument,
  SetPriceDocument,
  StockBoardPageDocument,
  UpdateProductDocument,
  WithdrawVariantDocument,
} from '../generated/operations.js';
import type { MutationResolvers, QueryResolvers } from '../generated/resolvers.js';
import { cataloguePageParts, staffProductParts, stockRowParts } from '../page-parts.js';
import {
  toCataloguePage,
  toImportPage,
  toStaffProduct,
  toStockBoardPage,
  toStockRow,
} from '../views/staff-catalogue.js';

export const staffCatalogueQueries = {
  async cataloguePage(_root, { query, category, first, after }, { ask, requireStaff }, info) {
    await requireStaff();
    const wanted = selectedParts(info, cataloguePageParts);
    const sort = query ? null : ('NAME' as const);
    const variables = { first, after, sort, filter: { search: query, category }, ...wanted };
    return toCataloguePage(await ask(CataloguePageDocument, variables), wanted);
  },

  async stockBoardPage(_root, args, { ask, requireStaff }, info) {
    await requireStaff();
    const { query, level, withdrawn, first, after } = args;
    const filter = { search: query, level, withdrawn };
    const wanted = selectedParts(info, stockRowParts('stock.rows.'));
    return toStockBoardPage(await ask(StockBoardPageDocument, { first, after, filter, ...wanted }));
  },

  async importPage(_root, { id }, { ask, requireStaff }) {
    await requireStaff();
    return toImportPage(await ask(ImportPageDocument, { id }));
  },
} satisfies QueryResolvers;

export const staffCatalogueMutations = {
  async createProduct(_root, { input }, { change, requireStaff }, info) {
    await requireStaff();
    const wanted = selectedParts(info, staffProductParts('product.'));
    const { createProduct: made } = (await change(CreateProductDocument, { input, ...wanted }))
      .data;
    return made.__typename === 'SlugOrSkuTaken'
      ? made
      : { __typename: 'ProductCreated', product: toStaffProduct(made.product) };
  },

  async updateProduct(_root, { input }, { change, requireStaff }, info) {
    await requireStaff();
    const variables = { input, ...selectedParts(info, staffProductParts('')) };
    return toStaffProduct((await change(UpdateProductDocument, variables)).data.updateProduct);
  },

  async setPrice(_root, { input }, { change, requireStaff }, info) {
    await requireStaff();
    const variables = { input, ...selectedParts(info, stockRowParts('')) };
    return toStockRow((await change(SetPriceDocument, variables)).data.setPrice);
  },

  async withdrawVariant(_root, { sku }, { change, requireStaff }, info) {
    await requireStaff();
    const variables = { input: { sku }, ...selectedParts(info, stockRowParts('')) };
    return toStockRow((await change(WithdrawVariantDocument, variables)).data.withdrawVariant);
  },

  async setLowStockThreshold(_root, { input }, { change, requireStaff }, info) {
    await requireStaff();
    const variables = { input, ...selectedParts(info, stockRowParts('')) };
    const { data } = await change(SetLowStockThresholdDocument, variables);
    return toStockRow(data.setLowStockThreshold);
  },

  async receiveStock(_root, { input }, { change, requireStaff }, info) {
    await requireStaff();
    const variables = { input, ...selectedParts(info, stockRowParts('')) };
    return toStockRow((await change(ReceiveStockDocument, variables)).data.receiveStock);
  },

  async adjustStock(_root, { input }, { change, requireStaff }, info) {
    await requireStaff();
    const variables = { input, ...selectedParts(info, stockRowParts('row.')) };
    const { adjustStock: outcome } = (await change(AdjustStockDocument, variables)).data;
    return outcome.__typename === 'StockTooLow'
      ? outcome
      : { __typename: 'StockAdjusted', row: toStockRow(outcome.variant) };
  },

  async importCatalogue(_root, { input }, { change, requireStaff }) {
    await requireStaff();
    return (await change(ImportCatalogueDocument, { input })).data.importCatalogue;
  },
} satisfies MutationResolvers;
