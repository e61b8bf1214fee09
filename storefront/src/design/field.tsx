import {
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
  useId,
} from 'react';
import { classNames } from './class-names.js';
import styles from './field.module.css';

interface Frame {
  label: ReactNode;
  /** What to know before one fills it in. */
  hint?: ReactNode;
  /** What is wrong with it; shown and read with the field. */
  error?: string | undefined;
  /** Says that it may stay empty. */
  optional?: boolean;
  /** The label is there for screen readers alone. */
  hideLabel?: boolean;
  className?: string | undefined;
}

interface Described {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

function Framed({
  label,
  hint,
  error,
  optional,
  hideLabel,
  className,
  children,
}: Frame & { children: (described: Described) => ReactNode }) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className={classNames(styles['field'], className)}>
      <label htmlFor={id} className={hideLabel ? 'visually-hidden' : styles['label']}>
        {label}
        {optional && <span className={styles['optional']}> (optional)</span>}
      </label>
      {children({
        id,
        'aria-describedby': described || undefined,
        'aria-invalid': error ? true : undefined,
      })}
      {hint && (
        <p id={`${id}-hint`} className={styles['hint']}>
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className={styles['error']}>
          {error}
        </p>
      )}
    </div>
  );
}

/** A text field with its label, hint and error. */
export function Field({
  label,
  hint,
  error,
  optional,
  hideLabel,
  className,
  ...input
}: Frame & InputHTMLAttributes<HTMLInputElement>) {
  return (
    <Framed {...{ label, hint, error, optional, hideLabel, className }}>
      {(described) => <input {...input} {...described} className={styles['input']} />}
    </Framed>
  );
}

/** The same for several lines. */
export function TextArea({
  label,
  hint,
  error,
  optional,
  hideLabel,
  className,
  ...input
}: Frame & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  return (
    <Framed {...{ label, hint, error, optional, hideLabel, className }}>
      {(described) => <textarea rows={3} {...input} {...described} className={styles['input']} />}
    </Framed>
  );
}

/** A choice of a few; `children` are its options. */
export function Select({
  label,
  hint,
  error,
  optional,
  hideLabel,
  className,
  ...input
}: Frame & SelectHTMLAttributes<HTMLSelectElement>) {
  return (
    <Framed {...{ label, hint, error, optional, hideLabel, className }}>
      {(described) => (
        <select
          {...input}
          {...described}
          className={classNames(styles['input'], styles['select'])}
        />
      )}
    </Framed>
  );
}

/** Yes or no. */
export function Checkbox({
  label,
  className,
  ...input
}: { label: ReactNode } & InputHTMLAttributes<HTMLInputElement>) {
  return (
    <label className={classNames(styles['check'], className)}>
      <input type="checkbox" {...input} />
      <span>{label}</span>
    </label>
  );
}
