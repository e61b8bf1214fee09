import { ButtonLink } from './button.js';
import styles from './pagination.module.css';

/** Pages of a list that is read by cursors: back to the first, on to the next. */
export function Pagination({
  label,
  first,
  next,
}: {
  /** What is paged through. */
  label: string;
  /** Address of the first page; null on it. */
  first: string | null;
  /** Address of the next page; null on the last. */
  next: string | null;
}) {
  if (!first && !next) return null;
  return (
    <nav className={styles['pagination']} aria-label={label}>
      {first && (
        <ButtonLink look="line" to={first}>
          ← To the first page
        </ButtonLink>
      )}
      {next && (
        <ButtonLink look="line" to={next}>
          Next page →
        </ButtonLink>
      )}
    </nav>
  );
}
