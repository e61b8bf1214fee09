/** The frame of a staff page: its title with what can be done, then loading, failure or what there is. */
import type { ReactNode } from 'react';
import type { Page } from '../api/use-page.js';
import { ErrorState } from '../design/notices.js';
import { Loading, Skeleton } from '../design/skeleton.js';
import { PageTitle } from '../layout/page-title.js';
import styles from './staff-page.module.css';

export function StaffHead({
  title,
  intro,
  children,
}: {
  title: string;
  intro?: ReactNode;
  /** What can be done here. */
  children?: ReactNode;
}) {
  return (
    <header className={styles['head']}>
      <div>
        <PageTitle title={title} />
        {intro && <p className={styles['intro']}>{intro}</p>}
      </div>
      {children && <div className={styles['actions']}>{children}</div>}
    </header>
  );
}

/** What `children` show of the page's data, once there is some. */
export function WhenLoaded<Data>({
  page: { data, failure, reload },
  what,
  children,
}: {
  page: Page<Data>;
  what: string;
  children: (data: Data) => ReactNode;
}) {
  if (failure) return <ErrorState onRetry={reload}>{failure}</ErrorState>;
  if (data) return children(data);
  return (
    <Loading what={what}>
      <Skeleton shape="block" />
      <Skeleton />
      <Skeleton />
      <Skeleton shape="short" />
    </Loading>
  );
}
