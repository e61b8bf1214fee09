/** The client for all pages. Who signs in or out gets a new one, that knows nothing of who was there before. */
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react';
import { type Client, Provider } from 'urql';
import { createShopClient } from './client.js';

const ForgetContext = createContext<() => Client>(createShopClient);

/** Forgets all answers; every page asks again, by the client that is answered. */
export const useForgetEverything = (): (() => Client) => useContext(ForgetContext);

export function ShopClient({ children }: { children: ReactNode }) {
  const [client, setClient] = useState(createShopClient);
  const forget = useCallback(() => {
    const fresh = createShopClient();
    setClient(fresh);
    return fresh;
  }, []);
  return (
    <ForgetContext value={forget}>
      <Provider value={client}>{children}</Provider>
    </ForgetContext>
  );
}
