/** Which address shows which page. Only the front page and the search are there at once, the others when they are gone to. */
import { lazy } from 'react';
import { Route, Routes } from 'react-router';
import { NotFoundPage } from './layout/not-found-page.js';
import { SiteLayout } from './layout/site-layout.js';
import { HomePage } from './shop/home-page.js';

const StaffRoutes = lazy(() => import('./staff/staff-routes.js'));

export function ShopRoutes() {
  return (
    <Routes>
      <Route element={<SiteLayout />}>
        <Route index element={<HomePage />} />
        <Route path="staff/*" element={<StaffRoutes />} />
        <Route path="*" element={<NotFoundPage />} />
      </Route>
    </Routes>
  );
}
