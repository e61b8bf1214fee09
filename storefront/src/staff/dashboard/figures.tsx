import { type ReactNode, Suspense } from 'react';
import { Skeleton } from '../../design/skeleton.js';
import styles from './dashboard.module.css';

/** A number with what it counts. */
export function Figure({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={styles['figure']}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** A chart, and the same as a table for who cannot see it or wants the numbers. */
export function ChartFrame({
  label,
  chart,
  table,
}: {
  /** What the chart shows, in a sentence. */
  label: string;
  chart: ReactNode;
  table: ReactNode;
}) {
  return (
    <div>
      <p className="visually-hidden">{label}</p>
      <div className={styles['chart']} aria-hidden="true">
        <Suspense fallback={<Skeleton shape="block" />}>{chart}</Suspense>
      </div>
      <details className={styles['numbers']}>
        <summary>As a table</summary>
        {table}
      </details>
    </div>
  );
}
