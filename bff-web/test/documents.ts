/** What the storefront would send. */
const missing = 'unavailable { part reason }';
const card = `slug name category { slug } picture { url alt }
  price { amount currency formatted } priceTo { amount } availability`;
const cart = `lines { sku quantity availability lineTotal { amount }
    product { name variantName newPrice { amount } } }
  totalQuantity subtotal { amount }`;
const order = `id number status statusText placedAt canCancel canRequestReturn
  lines { name quantity productSlug } total { formatted } shipping { amount }
  payment { text } shippingAddress { city } steps { text state at note }`;

export const pages = {
  homePage: `{ homePage { viewer { name cartQuantity } newest { ${card} }
    shelves { category { slug } cards { slug } } categories { name } ${missing} } }`,
  searchPage: `query ($category: String, $first: Int, $inStock: Boolean) {
    searchPage(query: "", category: $category, first: $first, inStock: $inStock) {
      results { cards { ${card} } totalCount pageInfo { hasNextPage endCursor } }
      categories { slug selected } ${missing} } }`,
  productPage: `query ($slug: String!) { productPage(slug: $slug) {
    product { name availability pictures { url } variants { sku available price { formatted } } }
    ${missing} } }`,
  cartPage: `{ cartPage { cart { ${cart} } ${missing} } }`,
  checkoutPage: `{ checkoutPage { cart { ${cart} } addresses { id city }
    shipping { lastPaid { formatted } } ${missing} } }`,
  accountPage: `{ accountPage { profile { name email emailVerified memberSince }
    addresses { city } sessions { device current } ${missing} } }`,
  ordersPage: `{ ordersPage { orders { items { id number statusText quantity names }
    pageInfo { hasNextPage } } ${missing} } }`,
  orderPage: `query ($id: ID!) { orderPage(id: $id) { order { ${order} } ${missing} } }`,
};

const problem = '... on UnknownVariant { message sku } ... on CartLimit { message }';

export const addToCart = `mutation ($input: AddToCartInput!) {
  addToCart(input: $input) { __typename ... on Cart { ${cart} } ${problem} } }`;
export const setCartLine = `mutation ($input: SetCartLineInput!) {
  setCartLine(input: $input) { __typename ... on Cart { ${cart} } ${problem} } }`;
export const clearCart = `mutation { clearCart { __typename ... on Cart { ${cart} } } }`;
export const placeOrder = `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) {
  __typename
  ... on OrderPlaced { order { ${order} } }
  ... on OutOfStock { message shortages { sku requested available } }
  ... on PriceChanged { changes { sku oldPrice { amount } newPrice { amount } } }
  ... on EmptyCart { message } } }`;
export const cancelOrder = `mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) {
  __typename ... on OrderChanged { order { ${order} } } ... on InvalidOrderState { status } } }`;
export const requestReturn = `mutation ($input: RequestReturnInput!) { requestReturn(input: $input) {
  __typename ... on OrderChanged { order { id } } ... on InvalidOrderState { status } } }`;
export const saveAddress = `mutation ($input: SaveAddressInput!) {
  saveAddress(input: $input) { id name city } }`;
export const updateProfile = `mutation ($input: UpdateProfileInput!) {
  updateProfile(input: $input) { name memberSince } }`;

export const address = {
  name: 'Ada Lovelace',
  line1: 'Unter den Linden 1',
  city: 'Berlin',
  postalCode: '10117',
  country: 'DE',
};
export const orderInput = {
  idempotencyKey: 'order-0001',
  shippingAddress: address,
  paymentToken: 'tok_ok',
};
