/** What shoppers and staff do, as GraphQL. */
import { createId, type Identity } from '@tributary/service';
import type { Harness } from './harness.js';
import { customer, staff } from './harness.js';

export const address = {
  name: 'Ada Lovelace',
  line1: '12 St James’s Square',
  line2: null,
  city: 'London',
  region: null,
  postalCode: 'SW1Y 4JH',
  country: 'GB',
};

const orderFields = `
  id number status placedAt
  subtotal { amount currency } shipping { amount } total { amount currency }
  buyer { id } shippingAddress { name city country }
  lines { sku name quantity unitPrice { amount } lineTotal { amount } shippedQuantity returnedQuantity variant { sku } }
  shipments { id trackingCode shippedAt deliveredAt lines { sku quantity } }
  returns { id status reason restock rejection requestedAt resolvedAt lines { sku quantity } }
  payment { status captured { amount } refunded { amount } }
  timeline { at type note }`;

export const placeOrderMutation = `mutation ($input: PlaceOrderInput!) {
  placeOrder(input: $input) {
    __typename
    ... on PlaceOrderSuccess { order { ${orderFields} } }
    ... on OutOfStock { message shortages { sku requested available } }
    ... on PriceChanged { message changes { sku oldPrice { amount } newPrice { amount currency } } }
    ... on EmptyCart { message }
  }
}`;

export const orderQuery = `query ($id: ID!) { order(id: $id) { ${orderFields} } }`;

export function shopping(harness: Harness) {
  const { graphql } = harness;

  async function addToCart(buyer: Identity, sku: string, quantity = 1) {
    const { data } = await graphql(
      `
        mutation ($input: AddToCartInput!) {
          addToCart(input: $input) {
            __typename
            ... on Cart {
              totalQuantity
              subtotal {
                amount
                currency
              }
              lines {
                sku
                quantity
                unitPrice {
                  amount
                }
              }
            }
            ... on UnknownVariant {
              sku
              message
            }
            ... on CartLimit {
              message
            }
          }
        }
      `,
      { input: { sku, quantity } },
      buyer,
    );
    return data.addToCart;
  }

  async function placeOrder(buyer: Identity, overrides: object = {}) {
    const input = {
      idempotencyKey: createId(),
      shippingAddress: address,
      paymentToken: 'tok_ok',
      ...overrides,
    };
    return graphql(placeOrderMutation, { input }, buyer);
  }

  /** A PENDING order of one mug. */
  async function order({
    buyer = customer(),
    token = 'tok_ok',
    sku = 'MUG-BLUE',
    quantity = 1,
  } = {}) {
    await addToCart(buyer, sku, quantity);
    const { data } = await placeOrder(buyer, { paymentToken: token });
    if (!data?.placeOrder?.order) throw new Error(`Not placed: ${JSON.stringify(data)}`);
    return { buyer, id: data.placeOrder.order.id as string, order: data.placeOrder.order };
  }

  /** An order whose stock is reserved: the payment is to be asked for. */
  async function reservedOrder(options: Parameters<typeof order>[0] = {}) {
    const placed = await order(options);
    await harness.deliver('StockReserved', {
      orderId: placed.id,
      expiresAt: new Date(Date.now() + 900_000).toISOString(),
    });
    return placed;
  }

  async function confirmedOrder(options: Parameters<typeof order>[0] = {}) {
    const placed = await reservedOrder(options);
    await harness.deliverFromOutbox('PaymentRequested', placed.id);
    return placed;
  }

  /** Runs a mutation of `{ input }` whose result is an OrderResult or RefundOrderResult. */
  async function command(name: string, input: object, caller: Identity) {
    const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input!`;
    const lastMember =
      name === 'refundOrder'
        ? '... on RefundTooLarge { message refundable { amount } }'
        : '... on InvalidLines { message lines { sku requested possible } }';
    const { data, errors } = await graphql(
      `mutation ($input: ${type}) { ${name}(input: $input) { __typename
        ... on OrderSuccess { order { ${orderFields} } }
        ... on InvalidOrderState { message status } ${lastMember} } }`,
      { input },
      caller,
    );
    return { result: data?.[name], code: errors?.[0]?.extensions.code };
  }

  async function deliveredOrder(options: Parameters<typeof order>[0] = {}) {
    const placed = await confirmedOrder(options);
    await command('shipOrder', { orderId: placed.id, trackingCode: 'PKG-1' }, staff());
    await command('deliverOrder', { orderId: placed.id }, staff());
    return placed;
  }

  async function read(id: string) {
    const { data } = await graphql(orderQuery, { id }, staff());
    return data.order;
  }

  const names = async (id: string) =>
    (await harness.outbox()).filter(({ key }) => key === id).map(({ name }) => name);

  const timeline = async (id: string) =>
    ((await read(id)).timeline as { type: string }[]).map(({ type }) => type);

  return {
    addToCart,
    placeOrder,
    order,
    reservedOrder,
    confirmedOrder,
    deliveredOrder,
    command,
    read,
    names,
    timeline,
  };
}
