import { Suspense } from 'react';
import { NavLink, Outlet } from 'react-router';
import { Loading, Skeleton } from '../design/skeleton.js';
import styles from './staff-layout.module.css';

const sections = [
  { path: '/staff', name: 'Dashboard', end: true },
  { path: '/staff/stock', name: 'Stock', end: false },
  { path: '/staff/orders', name: 'Orders', end: false },
  { path: '/staff/catalogue', name: 'Catalogue', end: false },
  { path: '/staff/jobs', name: 'Jobs', end: false },
] as const;

/** The desk's own navigation above each of its pages. */
export function StaffLayout() {
  return (
    <>
      <nav className={styles['sections']} aria-label="Staff desk">
        <ul>
          {sections.map(({ path, name, end }) => (
            <li key={path}>
              <NavLink to={path} end={end}>
                {name}
              </NavLink>
            </li>
          ))}
        </ul>
      </nav>
      <Suspense fallback={<SectionComes />}>
        <Outlet />
      </Suspense>
    </>
  );
}

function SectionComes() {
  return (
    <Loading what="the page">
      <Skeleton shape="title" />
      <Skeleton shape="block" />
    </Loading>
  );
}
