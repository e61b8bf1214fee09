import type { ButtonHTMLAttributes } from 'react';
import { Link, type LinkProps } from 'react-router';
import styles from './button.module.css';
import { classNames } from './class-names.js';

interface Look {
  /** `solid` for what the page is about, once; `line` beside it; `quiet` in rows; `danger` for what cannot be undone. */
  look?: 'solid' | 'line' | 'quiet' | 'danger';
  size?: 'm' | 's' | 'l';
  /** As wide as there is room. */
  wide?: boolean;
}

const classOf = ({ look = 'solid', size = 'm', wide }: Look, className?: string) =>
  classNames(styles['button'], styles[look], styles[size], wide && styles['wide'], className);

/** `busy`: its work is under way; it keeps its place and the focus, and does nothing meanwhile. */
export function Button({
  look,
  size,
  wide,
  busy = false,
  className,
  onClick,
  children,
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & Look & { busy?: boolean }) {
  return (
    <button
      type="button"
      {...rest}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      className={classOf({ look, size, wide }, className)}
    >
      {busy && <span className={styles['spinner']} aria-hidden="true" />}
      <span>{children}</span>
    </button>
  );
}

/** A link that looks like a button. */
export function ButtonLink({ look, size, wide, className, ...rest }: LinkProps & Look) {
  return <Link {...rest} className={classOf({ look, size, wide }, className)} />;
}
