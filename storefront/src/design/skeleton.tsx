import type { ReactNode } from 'react';
import styles from './skeleton.module.css';

/** A place that something will fill: a line of text, a heading, a button, a picture. */
export function Skeleton({
  shape = 'line',
}: {
  shape?: 'line' | 'short' | 'title' | 'button' | 'picture' | 'block';
}) {
  return <span className={`${styles['skeleton']} ${styles[shape]}`} aria-hidden="true" />;
}

/** Says to screen readers what is being loaded, around its skeletons. */
export function Loading({ what, children }: { what: string; children: ReactNode }) {
  return (
    <div aria-busy="true">
      <output className="visually-hidden">Loading {what}…</output>
      {children}
    </div>
  );
}
