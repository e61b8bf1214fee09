/** What stands where something is empty, failed or cannot be had just now. */
import type { ReactNode } from 'react';
import { Button } from './button.js';
import styles from './notices.module.css';

interface Words {
  title: string;
  children?: ReactNode;
  /** What can be done about it. */
  action?: ReactNode;
}

/** Nothing is there yet. */
export function EmptyState({ title, children, action }: Words) {
  return (
    <div className={styles['empty']}>
      <svg
        viewBox="0 0 120 60"
        width="120"
        height="60"
        aria-hidden="true"
        className={styles['drawing']}
      >
        <path d="M6 14c30 0 30 22 58 22h50M6 46c26 0 34-10 58-10" />
      </svg>
      <h2>{title}</h2>
      {children && <div className={styles['words']}>{children}</div>}
      {action}
    </div>
  );
}

/** It failed as a whole; `onRetry` asks again. */
export function ErrorState({
  title = 'This did not work',
  children,
  onRetry,
}: {
  title?: string;
  children?: ReactNode;
  onRetry?: (() => void) | undefined;
}) {
  return (
    <div className={styles['error']} role="alert">
      <h2>{title}</h2>
      <div className={styles['words']}>{children ?? 'Please try again in a moment.'}</div>
      {onRetry && (
        <Button look="line" size="s" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}

/** A remark in the page: `tone` says how grave it is. */
export function Notice({
  tone = 'river',
  title,
  children,
  action,
  live = false,
}: {
  tone?: 'river' | 'good' | 'warn' | 'bad';
  title?: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  /** Read out when it appears. */
  live?: boolean;
}) {
  return (
    <div className={`${styles['notice']} ${styles[tone]}`} role={live ? 'alert' : undefined}>
      <div>
        {title && <strong>{title}</strong>}
        {children && <div>{children}</div>}
      </div>
      {action}
    </div>
  );
}
