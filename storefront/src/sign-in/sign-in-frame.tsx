import type { ReactNode } from 'react';
import { PageTitle } from '../layout/page-title.js';
import styles from './sign-in.module.css';

/** A small sheet in the middle: one form about the account. */
export function SignInFrame({
  title,
  children,
  foot,
}: {
  title: string;
  children: ReactNode;
  foot?: ReactNode;
}) {
  return (
    <div className={styles['frame']}>
      <PageTitle title={title} />
      {children}
      {foot && <div className={styles['foot']}>{foot}</div>}
    </div>
  );
}
