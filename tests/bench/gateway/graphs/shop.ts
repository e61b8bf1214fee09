/** A shop in three subgraphs, shaped as Tributary's own: accounts, what they ordered, what that is. */
import { entity, type GraphDefinition, list, root } from './graph.js';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key", "@shareable"])';
const money = 'type Money @shareable { amount: Int! currency: String! }';

const typeDefs = {
  users: `${link}
    enum Role { CUSTOMER STAFF }
    type Address { name: String! line1: String! city: String! postalCode: String! country: String! }
    type User @key(fields: "id") {
      id: ID! email: String! name: String! roles: [Role!]! addresses: [Address!]! createdAt: String!
    }
    type Query { user(id: ID!): User }`,
  orders: `${link} ${money}
    enum OrderStatus { CONFIRMED SHIPPED }
    type User @key(fields: "id") { id: ID! orders(first: Int = 5): [Order!]! }
    type Order @key(fields: "id") {
      id: ID! number: Int! status: OrderStatus! placedAt: String! total: Money! lines: [OrderLine!]!
    }
    type OrderLine { sku: ID! quantity: Int! unitPrice: Money! variant: Variant }
    type Variant @key(fields: "sku", resolvable: false) { sku: ID! }
    type Query { lines(count: Int!, page: Int!): [OrderLine!]! }`,
  inventory: `${link} ${money}
    enum StockLevel { IN_STOCK LOW OUT }
    type Stock { available: Int! level: StockLevel! }
    type Variant @key(fields: "sku") {
      sku: ID! name: String! product: Product! price: Money! stock: Stock!
    }
    type Product @key(fields: "id") {
      id: ID! slug: String! name: String! description: String! category: String! price: Money!
    }
    type ProductEdge { node: Product! cursor: String! }
    type PageInfo { hasNextPage: Boolean! endCursor: String }
    type ProductConnection { edges: [ProductEdge!]! pageInfo: PageInfo! }
    type Query {
      products(first: Int = 20, after: String): ProductConnection!
      variant(sku: ID!): Variant
    }`,
};

const euros = (amount: number) => ({ amount, currency: 'EUR' });

const user = (id: string) => ({
  id,
  email: `${id}@example.com`,
  name: `Customer ${id}`,
  roles: ['CUSTOMER'],
  addresses: list(2, (index) => ({
    name: `Customer ${id}`,
    line1: `Harbour Street ${index + 1}`,
    city: 'Hamburg',
    postalCode: '20457',
    country: 'DE',
  })),
  createdAt: '2026-01-01T00:00:00.000Z',
});

const line = (sku: string, quantity: number) => ({
  sku,
  quantity,
  unitPrice: euros(1_990),
  variant: { sku },
});

const order = (id: string, number: number) => ({
  id,
  number,
  status: number % 2 ? 'CONFIRMED' : 'SHIPPED',
  placedAt: '2026-02-03T04:05:06.000Z',
  total: euros(5_970),
  lines: list(3, (index) => line(`${id}-${index}`, index + 1)),
});

const product = (id: string) => ({
  id,
  slug: `product-${id}`,
  name: `Product ${id}`,
  description: `What there is to say of the product ${id} in a sentence or two.`,
  category: 'kitchen',
  price: euros(1_990),
});

const variant = (sku: string) => ({
  sku,
  name: `Variant ${sku}`,
  product: product(sku),
  price: euros(1_990),
  stock: { available: sku.length, level: 'IN_STOCK' },
});

const products = ({ first, after }: { first: number; after?: string }) => {
  const edges = list(first, (index) => {
    const id = `${after ?? 'start'}-${index}`;
    return { node: product(id), cursor: id };
  });
  return { edges, pageInfo: { hasNextPage: true, endCursor: edges.at(-1)?.cursor } };
};

export const shop: GraphDefinition = {
  users: {
    typeDefs: typeDefs.users,
    resolvers: {
      Query: { user: root(({ id }: { id: string }) => user(id)) },
      User: entity(({ id }: { id: string }) => user(id)),
    },
  },
  orders: {
    typeDefs: typeDefs.orders,
    resolvers: {
      Query: {
        lines: root(({ count, page }: { count: number; page: number }) =>
          list(count, (index) => line(`p${page}-${index}`, 1)),
        ),
      },
      User: {
        orders: ({ id }: { id: string }, { first }: { first: number }) =>
          list(first, (index) => order(`${id}-o${index}`, index + 1)),
      },
    },
  },
  inventory: {
    typeDefs: typeDefs.inventory,
    resolvers: {
      Query: {
        products: root(products),
        variant: root(({ sku }: { sku: string }) => variant(sku)),
      },
      Variant: entity(({ sku }: { sku: string }) => variant(sku)),
      Product: entity(({ id }: { id: string }) => product(id)),
    },
  },
};
