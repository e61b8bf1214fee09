/**
 * The graph of the public gateway benchmark, in four subgraphs: users who review products that
 * inventory ships. `page` is ours: it makes other users and products of the same shape.
 */
import { entity, type GraphDefinition, list, root } from './graph.js';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key", "@external", "@requires", "@provides", "@shareable"])';

const typeDefs = {
  accounts: `${link}
    type Query { me: User  user(id: ID!): User  users(page: Int = 0): [User] }
    type User @key(fields: "id") { id: ID! name: String username: String @shareable birthday: Int }`,
  inventory: `${link}
    type Product @key(fields: "upc") {
      upc: String! weight: Int @external price: Int @external
      inStock: Boolean shippingEstimate: Int @requires(fields: "price weight")
    }`,
  products: `${link}
    type Query { topProducts(first: Int = 5, page: Int = 0): [Product] }
    type Product @key(fields: "upc") { upc: String! name: String price: Int weight: Int }`,
  reviews: `${link}
    type Review @key(fields: "id") {
      id: ID! body: String product: Product author: User @provides(fields: "username")
    }
    type User @key(fields: "id") {
      id: ID! username: String @external numberOfReviews: Int reviews: [Review]
    }
    type Product @key(fields: "upc") { upc: String! reviews: [Review] }`,
};

const usersPerPage = 6;
const productsPerPage = 9;
const reviewsPerPage = 11;

/** `7-3` is the third of page seven. */
const parts = (id: string) => id.split('-').map(Number) as [page: number, index: number];

const user = (id: string) => ({
  id,
  name: `Reviewer ${id}`,
  username: `reviewer-${id}`,
  birthday: 19_900_101,
});

const product = (upc: string) => {
  const [, index] = parts(upc);
  return { upc, name: `Thing ${upc}`, price: 100 * (index + 1), weight: 50 * (index + 1) };
};

const shipping = ({ price, weight }: { price: number; weight: number }) =>
  price > 500 ? 0 : weight / 2;

const review = (page: number, index: number) => ({
  id: `${page}-${index}`,
  body: `Review ${index}: does what it says, could be quieter.`,
  author: {
    id: `${page}-${index % usersPerPage}`,
    username: `reviewer-${page}-${index % usersPerPage}`,
  },
  product: { upc: `${page}-${(index * 2) % productsPerPage}` },
});

const reviewsOf = (page: number) => list(reviewsPerPage, (index) => review(page, index));

const reviewsBy = (id: string) => reviewsOf(parts(id)[0]).filter(({ author }) => author.id === id);

const reviewsAbout = (upc: string) =>
  reviewsOf(parts(upc)[0]).filter(({ product: about }) => about.upc === upc);

export const reviews: GraphDefinition = {
  accounts: {
    typeDefs: typeDefs.accounts,
    resolvers: {
      Query: {
        me: () => user('0-0'),
        user: root(({ id }: { id: string }) => user(id)),
        users: root(({ page }: { page: number }) =>
          list(usersPerPage, (index) => user(`${page}-${index}`)),
        ),
      },
      User: entity(({ id }: { id: string }) => user(id)),
    },
  },
  inventory: {
    typeDefs: typeDefs.inventory,
    resolvers: {
      Product: {
        inStock: ({ upc }: { upc: string }) => parts(upc)[1] % 2 === 0,
        shippingEstimate: shipping,
      },
    },
  },
  products: {
    typeDefs: typeDefs.products,
    resolvers: {
      Query: {
        topProducts: root(({ first, page }: { first: number; page: number }) =>
          list(Math.min(first, productsPerPage), (index) => product(`${page}-${index}`)),
        ),
      },
      Product: entity(({ upc }: { upc: string }) => product(upc)),
    },
  },
  reviews: {
    typeDefs: typeDefs.reviews,
    resolvers: {
      Review: entity(({ id }: { id: string }) => review(...parts(id))),
      User: {
        numberOfReviews: ({ id }: { id: string }) => reviewsBy(id).length,
        reviews: ({ id }: { id: string }) => reviewsBy(id),
      },
      Product: { reviews: ({ upc }: { upc: string }) => reviewsAbout(upc) },
    },
  },
};
