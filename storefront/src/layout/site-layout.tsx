import { Suspense } from 'react';
import { Outlet } from 'react-router';
import { Loading, Skeleton } from '../design/skeleton.js';
import { NavigationWatch } from './page-title.js';
import { SiteFooter } from './site-footer.js';
import { SiteHeader } from './site-header.js';
import styles from './site-layout.module.css';

/** Head, page and foot. */
export function SiteLayout() {
  return (
    <>
      <a href="#main" className={styles['skip']}>
        Skip to the content
      </a>
      <SiteHeader />
      <main id="main" tabIndex={-1} className={styles['main']}>
        <Suspense fallback={<PageComes />}>
          <Outlet />
        </Suspense>
      </main>
      <SiteFooter />
      <NavigationWatch />
    </>
  );
}

function PageComes() {
  return (
    <Loading what="the page">
      <Skeleton shape="title" />
      <Skeleton shape="block" />
    </Loading>
  );
}
