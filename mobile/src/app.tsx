/** The app's frame and its routes; what comes from the service worker arrives here. */
import { useEffect } from 'react';
import { Route, Routes, useNavigate } from 'react-router';
import { takenOver } from './phone/only-window.js';
import { hearServiceWorker } from './phone/service-worker.js';
import { Banners } from './parts/banners.js';
import { TabBar } from './parts/tab-bar.js';
import { TakenOver } from './parts/taken-over.js';
import { AccountScreen } from './screens/account-screen.js';
import { CartScreen } from './screens/cart-screen.js';
import { ChangesScreen } from './screens/changes-screen.js';
import { CheckoutScreen } from './screens/checkout-screen.js';
import { HomeScreen } from './screens/home-screen.js';
import { NotFoundScreen } from './screens/not-found-screen.js';
import { OrderScreen } from './screens/order-screen.js';
import { OrdersScreen } from './screens/orders-screen.js';
import { ProductScreen } from './screens/product-screen.js';
import { SearchScreen } from './screens/search-screen.js';
import { SignInScreen } from './screens/sign-in-screen.js';
import { catchUp } from './state/catch-up.js';
import { useValue } from './state/value.js';

export function App() {
  const isTakenOver = useValue(takenOver);
  const navigate = useNavigate();
  useEffect(
    () =>
      hearServiceWorker((message) => {
        if (message.kind === 'OPEN_ORDER') void navigate(`/orders/${message.orderId}`);
        void catchUp();
      }),
    [navigate],
  );
  if (isTakenOver) return <TakenOver />;
  return (
    <div className="shell">
      <div className="stage">
        <Banners />
        <Screens />
      </div>
      <TabBar />
    </div>
  );
}

const Screens = () => (
  <Routes>
    <Route path="/" element={<HomeScreen />} />
    <Route path="/search" element={<SearchScreen />} />
    <Route path="/products/:slug" element={<ProductScreen />} />
    <Route path="/cart" element={<CartScreen />} />
    <Route path="/checkout" element={<CheckoutScreen />} />
    <Route path="/orders" element={<OrdersScreen />} />
    <Route path="/orders/:id" element={<OrderScreen />} />
    <Route path="/account" element={<AccountScreen />} />
    <Route path="/sign-in" element={<SignInScreen />} />
    <Route path="/changes" element={<ChangesScreen />} />
    <Route path="*" element={<NotFoundScreen />} />
  </Routes>
);
