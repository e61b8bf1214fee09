/** What each page shows, asked of the supergraph by hand: what a client without a BFF would send. */
import type { LoadRequest } from './load.js';
import type { PageName, Visit } from './pages.js';

const money = 'amount currency';
const card = `id slug name category { slug name } images { url alt }
  priceRange { min { ${money} } max { ${money} } } variants { stock { level } }`;
const list = (more = '') => `query ($filter: ProductFilter, $sort: ProductSort) {
  products(first: 20, filter: $filter, sort: $sort) {
    edges { node { ${card} } } pageInfo { hasNextPage endCursor } ${more}
  } ${more && 'categories { slug name }'}
}`;
const facets = `totalCount facets {
  categories { category { slug } count } price { min { ${money} } max { ${money} } } inStock
}`;

const queries: Readonly<Record<PageName, string>> = {
  list: list(),
  search: list(),
  facets: list(facets),
  product: `query ($slug: String!) {
    product(slug: $slug) {
      id slug name description category { slug name } images { url alt }
      variants { sku name price { ${money} } stock { available level } }
      priceRange { min { ${money} } max { ${money} } }
    }
  }`,
  account: `query {
    me {
      id
      orders(first: 5) {
        edges { node { id number status placedAt lines { name quantity } total { ${money} } } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }`,
};

export function graphRequest(page: PageName, { variables, customer }: Visit): LoadRequest {
  const { category, query: search, priceMin, sort, ...rest } = variables;
  const isList = queries[page].includes('$filter');
  const asked = isList ? { filter: { category, search, priceMin }, sort } : rest;
  return {
    method: 'POST',
    path: '/graphql',
    headers: {
      'content-type': 'application/json',
      ...(customer && { authorization: `Bearer ${customer.accessToken}` }),
    },
    body: JSON.stringify({ query: queries[page].replaceAll(/\s+/g, ' '), variables: asked }),
  };
}
