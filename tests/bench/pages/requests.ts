/** A visit of a page as each kind of server is asked for it. */
import type { LoadRequest } from './load.js';
import type { Page, Visit } from './pages.js';

/** As a browser with the session's cookie asks. */
export const webRequest = (page: Page, { variables, customer }: Visit): LoadRequest => ({
  method: 'POST',
  path: '/graphql',
  headers: {
    'content-type': 'application/json',
    'sec-fetch-site': 'same-origin',
    ...(customer && { cookie: customer.cookie }),
  },
  body: JSON.stringify({ query: page.web, variables }),
});

/** As a released app asks: by the document's id. @param id of the page's document */
export function mobileRequest(id: string, { variables, customer }: Visit): LoadRequest {
  const query = new URLSearchParams({
    variables: JSON.stringify(variables),
    extensions: JSON.stringify({ persistedQuery: { version: 1, sha256Hash: id } }),
  });
  const headers = {
    'apollo-require-preflight': 'true',
    ...(customer && { authorization: `Bearer ${customer.accessToken}` }),
  };
  return { method: 'GET', path: `/graphql?${query.toString()}`, headers };
}

export const sqlRequest = ({ name }: Page, { sql }: Visit): LoadRequest => ({
  method: 'GET',
  path: `/${name === 'facets' ? 'list' : name}?${new URLSearchParams(sql).toString()}`,
  headers: {},
});
