/** The client for all pages. Who signs in or out gets a new one, that knows nothing of who was there before. */
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react';
import { Provider } from 'urql';
import { createShopClient } from './client.js';

const ForgetContext = createContext<() => void>(() => undefined);

/** Forgets all answers; every page asks again. */
export const useForgetEverything = (): (() => void) => useContext(ForgetContext);

export function ShopClient({ children }: { children: ReactNode }) {
  const [client, setClient] = useState(createShopClient);
  const forget = useCallback(() => setClient(createShopClient()), []);
  return (
    <ForgetContext value={forget}>
      <Provider value={client}>{children}</Provider>
    </ForgetContext>
  );
}
