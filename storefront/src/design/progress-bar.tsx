import styles from './progress-bar.module.css';

/** How far something is; `value` of `max`. */
export function ProgressBar({ label, value, max }: { label: string; value: number; max: number }) {
  return (
    <label className={styles['progress']}>
      <span>{label}</span>
      <progress value={value} max={Math.max(max, 1)} />
    </label>
  );
}
