/** The pages for staff, loaded when they are gone to. Others are told that these are not for them. */
import { lazy } from 'react';
import { Route, Routes } from 'react-router';
import { ButtonLink } from '../design/button.js';
import { EmptyState } from '../design/notices.js';
import { Loading, Skeleton } from '../design/skeleton.js';
import { NotFoundPage } from '../layout/not-found-page.js';
import { PageTitle } from '../layout/page-title.js';
import { usePageHead } from '../layout/use-page-head.js';
import { StaffLayout } from './staff-layout.js';

const DashboardPage = lazy(() => import('./dashboard/dashboard-page.js'));
const StockPage = lazy(() => import('./stock/stock-page.js'));
const OrderDeskPage = lazy(() => import('./orders/order-desk-page.js'));
const DeskOrderPage = lazy(() => import('./orders/desk-order-page.js'));
const CataloguePage = lazy(() => import('./catalogue/catalogue-page.js'));
const NewProductPage = lazy(() => import('./catalogue/new-product-page.js'));
const ImportPage = lazy(() => import('./catalogue/import-page.js'));
const JobsPage = lazy(() => import('./jobs/jobs-page.js'));

export default function StaffRoutes() {
  const { viewer } = usePageHead();
  if (viewer === undefined)
    return (
      <Loading what="the staff desk">
        <Skeleton shape="title" />
        <Skeleton shape="block" />
      </Loading>
    );
  if (!viewer?.isStaff) return <ForStaffOnly isSignedIn={Boolean(viewer && !viewer.isGuest)} />;
  return (
    <Routes>
      <Route element={<StaffLayout />}>
        <Route index element={<DashboardPage />} />
        <Route path="stock" element={<StockPage />} />
        <Route path="orders" element={<OrderDeskPage />} />
        <Route path="orders/:id" element={<DeskOrderPage />} />
        <Route path="catalogue" element={<CataloguePage />} />
        <Route path="catalogue/new" element={<NewProductPage />} />
        <Route path="catalogue/import/:id?" element={<ImportPage />} />
        <Route path="jobs" element={<JobsPage />} />
        <Route path="*" element={<NotFoundPage />} />
      </Route>
    </Routes>
  );
}

function ForStaffOnly({ isSignedIn }: { isSignedIn: boolean }) {
  return (
    <>
      <PageTitle title="Staff desk" className="visually-hidden" />
      <EmptyState
        title="For staff only"
        action={
          isSignedIn ? (
            <ButtonLink to="/" look="line">
              Back to the shop
            </ButtonLink>
          ) : (
            <ButtonLink to="/sign-in">Sign in</ButtonLink>
          )
        }
      >
        {isSignedIn
          ? 'Your account is a customer’s. The staff desk is for those who run the shop.'
          : 'Please sign in with a staff account.'}
      </EmptyState>
    </>
  );
}
