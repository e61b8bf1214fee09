/**
 * Mutations, one after the other: two first ones at the same time would start two guests. Afterwards the
 * page's head is asked for again, since the cart's count stands there.
 */
import { useCallback, useState } from 'react';
import { type AnyVariables, type TypedDocumentNode, useClient } from 'urql';
import { errorText } from './words.js';

export type Sent<Data> = { data: Data; error?: undefined } | { data?: undefined; error: string };

let last: Promise<unknown> = Promise.resolve();

/** `send` answers the data, or in words for people why there is none. */
export function useSend<Data, Variables extends AnyVariables>(
  document: TypedDocumentNode<Data, Variables>,
): { send: (variables: Variables) => Promise<Sent<Data>>; busy: boolean } {
  const client = useClient();
  const [busy, setBusy] = useState(false);
  const send = useCallback(
    async (variables: Variables): Promise<Sent<Data>> => {
      setBusy(true);
      const context = { additionalTypenames: ['PageHead'] };
      const answer = last.then(() => client.mutation(document, variables, context).toPromise());
      last = answer.catch(() => undefined);
      try {
        const { data, error } = await answer;
        return data && !error ? { data } : { error: errorText(error) };
      } finally {
        setBusy(false);
      }
    },
    [client, document],
  );
  return { send, busy };
}
