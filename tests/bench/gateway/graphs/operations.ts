/** What is asked. Each operation has a thousand values of its variables, each with an answer of its own. */
import { distinctValues, list } from './graph.js';

export type GraphName = 'shop' | 'reviews';
export type OperationName = 'deep' | 'list' | 'tiny' | 'heavy';

export interface Operation {
  name: string;
  graph: GraphName;
  /** Bodies of requests, as JSON. */
  bodies: readonly string[];
}

const deep = `query Deep($id: ID!) {
  user(id: $id) {
    id name email roles
    addresses { name line1 city postalCode country }
    orders(first: 5) {
      id number status placedAt
      total { amount currency }
      lines {
        sku quantity
        unitPrice { amount currency }
        variant { name product { slug name } price { amount currency } stock { available level } }
      }
    }
  }
}`;

const products = `query List($after: String) {
  products(first: 20, after: $after) {
    edges { cursor node { id slug name category price { amount currency } } }
    pageInfo { hasNextPage endCursor }
  }
}`;

const tiny = `query Tiny($sku: ID!) { variant(sku: $sku) { sku name price { amount currency } } }`;

const heavy = `query Heavy($page: Int!) {
  users(page: $page) {
    ...User
    reviews {
      ...Review
      product {
        ...Product
        reviews { ...Review author { ...User reviews { ...Review product { ...Product } } } }
      }
    }
  }
  topProducts(first: 5, page: $page) {
    ...Product
    reviews { ...Review author { ...User reviews { ...Review product { ...Product } } } }
  }
}
fragment User on User { id username name }
fragment Review on Review { id body }
fragment Product on Product { inStock name price shippingEstimate upc weight }`;

const entities = `query Entities($count: Int!, $page: Int!) {
  lines(count: $count, page: $page) { sku quantity variant { name price { amount currency } } }
}`;

const repeat = (query: string, variables: (index: number) => object): readonly string[] =>
  list(distinctValues, (index) => JSON.stringify({ query, variables: variables(index) }));

export const operations: Readonly<Record<OperationName, Operation>> = {
  deep: { name: 'deep', graph: 'shop', bodies: repeat(deep, (index) => ({ id: `u${index}` })) },
  list: {
    name: 'list',
    graph: 'shop',
    bodies: repeat(products, (index) => ({ after: `c${index}` })),
  },
  tiny: { name: 'tiny', graph: 'shop', bodies: repeat(tiny, (index) => ({ sku: `s${index}` })) },
  heavy: { name: 'heavy', graph: 'reviews', bodies: repeat(heavy, (page) => ({ page })) },
};

/** One fetch of so many entities. */
export const entitiesOperation = (count: number): Operation => ({
  name: `${count} entities`,
  graph: 'shop',
  bodies: repeat(entities, (page) => ({ count, page })),
});

/** The body of an operation that nobody has sent before: `deep` with aliases of its own. */
export const newOperation = (serial: string): string =>
  JSON.stringify({
    query: deep
      .replace('id name email', `id name${serial}: name email`)
      .replace('sku quantity', `sku quantity${serial}: quantity`),
    variables: { id: 'u1' },
  });

/** As `newOperation`, of a kind that is planned and compiled in a fraction of the time. */
export const newTinyOperation = (serial: string): string =>
  JSON.stringify({
    query: tiny.replace('sku name', `sku name${serial}: name`),
    variables: { sku: 's1' },
  });
