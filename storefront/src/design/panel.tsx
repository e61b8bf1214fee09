import type { ReactNode } from 'react';
import { classNames } from './class-names.js';
import styles from './panel.module.css';

/** A sheet with a heading: one concern of a page. */
export function Panel({
  title,
  id,
  action,
  children,
  className,
}: {
  title?: ReactNode;
  /** Names the panel by its heading; needed with a title. */
  id?: string;
  action?: ReactNode;
  children: ReactNode;
  className?: string | undefined;
}) {
  return (
    <section
      className={classNames(styles['panel'], className)}
      aria-labelledby={title ? id : undefined}
    >
      {(title || action) && (
        <header className={styles['head']}>
          {title && <h2 id={id}>{title}</h2>}
          {action}
        </header>
      )}
      {children}
    </section>
  );
}

/** Things below one another, evenly apart. */
export function Stack({ gap = 'm', children }: { gap?: 's' | 'm' | 'l'; children: ReactNode }) {
  return <div className={classNames(styles['stack'], styles[gap])}>{children}</div>;
}

/** Things beside one another that wrap. */
export function Row({ children }: { children: ReactNode }) {
  return <div className={styles['row']}>{children}</div>;
}

/** What a page is about, and beside it what belongs to it; below it on a phone. */
export function WithAside({ children, aside }: { children: ReactNode; aside: ReactNode }) {
  return (
    <div className={styles['withAside']}>
      <div className={classNames(styles['stack'], styles['m'])}>{children}</div>
      <div className={styles['aside']}>{aside}</div>
    </div>
  );
}

/** Facts by name. */
export function Facts({ facts }: { facts: readonly (readonly [ReactNode, ReactNode])[] }) {
  return (
    <dl className={styles['facts']}>
      {facts.map(([name, value], index) => (
        <div key={index}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
