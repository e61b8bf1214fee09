import { useCallback } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { useForgetEverything } from '../api/shop-client.js';
import {
  CartPageDocument,
  CheckoutPageDocument,
  PageHeadDocument,
} from '../generated/documents.js';

/** How long events may take to bring a guest's cart into the account. */
const guestComesMs = [600, 1_500, 4_000];

/** Where one came from; only pages of this shop. */
const pageAfter = (next: string | null): string =>
  next?.startsWith('/') && !next.startsWith('//') && !next.startsWith('/\\') ? next : '/account';

/** Goes on to where the user wanted to be, as somebody else than before. */
export function useAfterSignIn(): (bringsGuest: boolean) => Promise<void> {
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const forget = useForgetEverything();
  return useCallback(
    async (bringsGuest) => {
      const client = forget();
      await navigate(pageAfter(params.get('next')), { replace: true });
      // The cart joins the account's by events: what is shown of it meanwhile is asked for again.
      if (bringsGuest)
        for (const ms of guestComesMs)
          setTimeout(() => {
            for (const query of [PageHeadDocument, CartPageDocument, CheckoutPageDocument])
              void client.query(query, {}, { requestPolicy: 'network-only' }).toPromise();
          }, ms);
    },
    [params, navigate, forget],
  );
}
