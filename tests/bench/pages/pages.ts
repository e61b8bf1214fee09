/** The pages: what is asked of each server, with 1,000 values each. */
import type { Catalogue } from './catalogue.js';
import type { Customer } from './customers.js';

export const pageNames = ['list', 'search', 'facets', 'product', 'account'] as const;
export type PageName = (typeof pageNames)[number];

/** A page as one of its visitors asks for it. */
export interface Visit {
  /** For the server of SQL statements: its path's query. */
  sql: Record<string, string>;
  variables: Record<string, unknown>;
  customer?: Customer;
}

export interface Page {
  name: PageName;
  title: string;
  /** Document of bff-web. */
  web: string;
  /** Document of bff-mobile; a page without one is measured on the web alone. */
  mobile?: string;
  /** Whether the hand-written server has it. */
  hasSql: boolean;
  visits: (catalogue: Catalogue, customers: readonly Customer[]) => Visit[];
}

const distinct = 1_000;
const cards = `cards {
  id slug name category { slug name } picture { url alt }
  price { amount currency formatted } priceTo { amount currency formatted } availability
}`;
const search = `$query: String, $category: String, $sort: SearchSort, $priceMin: Int`;
const searched = `query: $query, category: $category, sort: $sort, priceMin: $priceMin, first: 20`;
const mobileSearch = `query SearchScreen(${search}) {
  searchScreen(${searched}) {
    results { id slug name image price { amount currency } soldOut } next unavailable { part reason }
  }
}`;

/** Categories, orders, and least prices a few cents apart: the same page for nobody, as much work for all. */
const listVisits = ({ categories }: Catalogue): Visit[] =>
  Array.from({ length: distinct }, (_, index) => {
    const category = categories[index % categories.length]!;
    const sort = ['NEWEST', 'PRICE_ASC', 'NAME'][Math.floor(index / categories.length) % 3]!;
    const priceMin = 1_000 + index;
    return {
      sql: { category, sort, priceMin: String(priceMin) },
      variables: { category, sort, priceMin },
    };
  });

export const pages: Readonly<Record<PageName, Page>> = {
  list: {
    name: 'list',
    title: 'list of 20 products, prices and stock',
    web: `query List(${search}) {
      searchPage(${searched}) { results { ${cards} pageInfo { hasNextPage endCursor } } unavailable { part reason } }
    }`,
    mobile: mobileSearch,
    hasSql: true,
    visits: listVisits,
  },
  search: {
    name: 'search',
    title: 'the same, found by words',
    web: `query Search(${search}) {
      searchPage(${searched}) { results { ${cards} pageInfo { hasNextPage endCursor } } unavailable { part reason } }
    }`,
    mobile: mobileSearch,
    hasSql: true,
    visits: ({ products }) =>
      products.map(({ name }) => ({ sql: { query: name }, variables: { query: name } })),
  },
  facets: {
    name: 'facets',
    title: 'list with facets and categories',
    web: `query Facets(${search}) {
      searchPage(${searched}) {
        results { ${cards} totalCount pageInfo { hasNextPage endCursor } }
        categories { slug name selected count }
        facets { priceFrom { amount } priceTo { amount } inStock } unavailable { part reason }
      }
    }`,
    hasSql: false,
    visits: listVisits,
  },
  product: {
    name: 'product',
    title: 'product with its variants and their stock',
    web: `query Product($slug: String!) {
      productPage(slug: $slug) {
        product {
          id slug name description category { slug name } pictures { url alt }
          variants { sku name price { amount currency formatted } available availability }
          price { amount currency formatted } priceTo { amount currency formatted } availability
        }
        unavailable { part reason }
      }
    }`,
    mobile: `query ProductScreen($slug: String!) {
      productScreen(slug: $slug) {
        product {
          id name description images variants { sku name price { amount currency } available }
        }
        unavailable { part reason }
      }
    }`,
    hasSql: true,
    visits: ({ products }) => products.map(({ slug }) => ({ sql: { slug }, variables: { slug } })),
  },
  account: {
    name: 'account',
    title: '5 orders with lines and product names',
    web: `query Account {
      ordersPage(first: 5) {
        orders {
          items { id number status statusText placedAt quantity names total { amount currency formatted } }
          pageInfo { hasNextPage endCursor }
        }
        unavailable { part reason }
      }
    }`,
    mobile: `query OrdersScreen {
      ordersScreen(first: 5) {
        orders { id number status placedAt total { amount currency } lines { name quantity } }
        next unavailable { part reason }
      }
    }`,
    hasSql: true,
    visits: (_catalogue, customers) =>
      customers.map((customer) => ({ sql: { user: customer.id }, variables: {}, customer })),
  },
};
