/**
 * Against forged requests: a mutation that comes with the session cookie must come from our own pages.
 * Browsers say where a request comes from; other clients say with a header that they are none.
 */
import type { ApolloServerPlugin } from '@apollo/server';
import { CodedError } from '@tributary/service';
import { OperationTypeNode } from 'graphql';
import type { IncomingHttpHeaders } from 'node:http';
import type { Context } from './context.js';

const ownSites = new Set(['same-origin', 'none']);

/** A header that no page of another origin can send, since this server answers no preflight. */
const nonBrowserHeader = 'apollo-require-preflight';

/** @param publicUrl where browsers find us, when the Host header is not that */
export function isSameOrigin(headers: IncomingHttpHeaders, publicUrl?: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return ownSites.has(site);
  const { origin } = headers;
  if (origin === undefined) return Boolean(headers[nonBrowserHeader]);
  if (!URL.canParse(origin)) return false;
  const { host } = new URL(origin);
  return host === headers.host || (publicUrl !== undefined && host === new URL(publicUrl).host);
}

/** Refuses what a foreign page made a signed-in browser send, before anything is done. */
export const refuseForeignMutations: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    return {
      async didResolveOperation({ operation, contextValue }) {
        if (operation?.operation === OperationTypeNode.MUTATION && contextValue.foreign)
          throw refused();
      },
    };
  },
};

export const refused = () =>
  new CodedError(
    'CSRF_REFUSED',
    `A mutation with a session cookie must come from the shop's own pages (Sec-Fetch-Site or Origin); a client that is no browser sends ${nonBrowserHeader}.`,
    { extensions: { http: { status: 403 } } },
  );
