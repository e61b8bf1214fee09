/** Which address shows which page. The front page and the search are there at once, the others when they are gone to. */
import { lazy } from 'react';
import { Route, Routes } from 'react-router';
import { NotFoundPage } from './layout/not-found-page.js';
import { SiteLayout } from './layout/site-layout.js';
import { HomePage } from './shop/home-page.js';
import { SearchPage } from './shop/search-page.js';

const ProductPage = lazy(() => import('./product/product-page.js'));
const CartPage = lazy(() => import('./cart/cart-page.js'));
const CheckoutPage = lazy(() => import('./checkout/checkout-page.js'));
const OrdersPage = lazy(() => import('./orders/orders-page.js'));
const OrderPage = lazy(() => import('./orders/order-page.js'));
const AccountPage = lazy(() => import('./account/account-page.js'));
const SignInPage = lazy(() => import('./sign-in/sign-in-page.js'));
const RegisterPage = lazy(() => import('./sign-in/register-page.js'));
const ForgotPasswordPage = lazy(() => import('./sign-in/forgot-password-page.js'));
const ResetPasswordPage = lazy(() => import('./sign-in/reset-password-page.js'));
const VerifyEmailPage = lazy(() => import('./sign-in/verify-email-page.js'));
const StaffRoutes = lazy(() => import('./staff/staff-routes.js'));

export function ShopRoutes() {
  return (
    <Routes>
      <Route element={<SiteLayout />}>
        <Route index element={<HomePage />} />
        <Route path="search" element={<SearchPage />} />
        <Route path="products/:slug" element={<ProductPage />} />
        <Route path="cart" element={<CartPage />} />
        <Route path="checkout" element={<CheckoutPage />} />
        <Route path="orders" element={<OrdersPage />} />
        <Route path="orders/:id" element={<OrderPage />} />
        <Route path="account" element={<AccountPage />} />
        <Route path="sign-in" element={<SignInPage />} />
        <Route path="register" element={<RegisterPage />} />
        <Route path="forgot-password" element={<ForgotPasswordPage />} />
        <Route path="reset-password" element={<ResetPasswordPage />} />
        <Route path="verify-email" element={<VerifyEmailPage />} />
        <Route path="staff/*" element={<StaffRoutes />} />
        <Route path="*" element={<NotFoundPage />} />
      </Route>
    </Routes>
  );
}
