/**
 * Which part of a page's operation serves what of the page: the variables of src/operations, each with the
 * paths below the page's field that need it. See @tributary/service/client-selection.
 */
const viewer = { withViewer: ['viewer'], withCart: ['viewer.cartQuantity'] };
const categories = { withCategories: ['categories'] };

export const pageHeadParts = { ...viewer, ...categories };

export const homePageParts = {
  ...pageHeadParts,
  withCards: ['newest', 'shelves'],
  withPictures: ['newest.picture', 'shelves.cards.picture'],
  withStock: ['newest.availability', 'shelves.cards.availability'],
};

export const searchPageParts = {
  withProducts: ['results', 'facets', 'categories.count'],
  withCards: ['results.cards'],
  withTotal: ['results.totalCount'],
  withPictures: ['results.cards.picture'],
  withStock: ['results.cards.availability'],
  withFacets: ['facets', 'categories.count'],
  ...categories,
};

export const productPageParts = {
  withStock: [
    'product.availability',
    'product.variants.available',
    'product.variants.availability',
  ],
  withWatched: ['product.variants.watched'],
};

/** @param cart the path of the cart, with its dot; empty for a mutation that answers with one */
export const cartParts = (cart: '' | 'cart.') => ({
  withProducts: [`${cart}lines.product`, `${cart}lines.availability`],
});

export const checkoutPageParts = {
  ...cartParts('cart.'),
  withCart: ['cart', 'shipping'],
  withAddresses: ['addresses'],
  withShipping: ['shipping'],
};

export const accountPageParts = { withAddresses: ['addresses'], withSessions: ['sessions'] };

export const ordersPageParts = { withLines: ['orders.items.quantity', 'orders.items.names'] };

/** Of a page or a mutation that answers with one order as `order`. */
export const orderParts = {
  withProducts: ['order.lines.productSlug', 'order.lines.picture'],
  withTimeline: ['order.steps'],
  withParts: [
    'order.parcels',
    'order.returns',
    'order.canRequestReturn',
    'order.lines.returnableQuantity',
  ],
  withBuyer: ['order.buyer'],
};

/** Of a subscription that answers with one order. */
export const progressParts = Object.fromEntries(
  Object.entries(orderParts).map(([name, paths]) => [
    name,
    paths.map((path) => path.slice('order.'.length)),
  ]),
) as typeof orderParts;

export const cataloguePageParts = {
  ...categories,
  withTotal: ['products.totalCount'],
  withVariants: ['products.items.variants', 'products.items.state'],
  withMovements: ['products.items.variants.movements'],
};

/** @param product the path of a product for staff, with its dot */
export const staffProductParts = (product: '' | 'product.') => ({
  withVariants: [`${product}variants`, `${product}state`],
  withMovements: [`${product}variants.movements`],
});

/** @param row the path of a row of the stock board, with its dot */
export const stockRowParts = (row: '' | 'row.' | 'stock.rows.') => ({
  withMovements: [`${row}movements`],
});

export const orderDeskPageParts = {
  withBuyer: ['orders.items.buyer'],
  withLines: ['orders.items.quantity', 'orders.items.names'],
  withParts: ['orders.items.openReturns'],
};

export const dashboardPageParts = {
  withSales: ['sales'],
  withStock: ['stock'],
  withLevels: ['stock.levels'],
  withCategories: ['stock.categories'],
  withScarce: ['stock.scarce'],
  withMovements: ['stock.scarce.movements'],
};

const ofJobs = (field: string) =>
  ['users', 'orders', 'inventory'].map((name) => `${name}.${field}`);

export const jobsPageParts = {
  withUsers: ['users'],
  withOrders: ['orders'],
  withInventory: ['inventory'],
  withQueues: ofJobs('queues'),
  withSchedules: ofJobs('schedules'),
  withDeadLetters: ofJobs('deadLetters'),
};
