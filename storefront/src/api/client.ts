/** How the pages speak to bff-web: same origin, the session in its cookie; the browser itself says where a request is from. */
import { cacheExchange, Client, fetchExchange, subscriptionExchange } from 'urql';
import { liveStream } from './live-stream.js';

export const createShopClient = (): Client =>
  new Client({
    url: '/graphql',
    preferGetMethod: false,
    fetchOptions: { credentials: 'same-origin' },
    // What is known is shown at once, and asked for again.
    requestPolicy: 'cache-and-network',
    exchanges: [
      cacheExchange,
      fetchExchange,
      subscriptionExchange({ forwardSubscription: liveStream('/graphql/stream') }),
    ],
  });
