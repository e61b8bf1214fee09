import type { ReactNode } from 'react';
import { classNames } from './class-names.js';
import styles from './choices.module.css';

export interface Choice {
  value: string;
  label: ReactNode;
  /** What else there is to know of it. */
  note?: ReactNode;
}

/** One of a few, all in sight. `tiles` stand beside one another, `list` below. */
export function Choices({
  legend,
  name,
  choices,
  value,
  onChange,
  look = 'list',
  hideLegend = false,
}: {
  legend: ReactNode;
  name: string;
  choices: readonly Choice[];
  value: string;
  onChange: (value: string) => void;
  look?: 'list' | 'tiles';
  hideLegend?: boolean;
}) {
  return (
    <fieldset className={styles['choices']}>
      <legend className={hideLegend ? 'visually-hidden' : styles['legend']}>{legend}</legend>
      <div className={styles[look]}>
        {choices.map((choice) => (
          <label
            key={choice.value}
            className={classNames(styles['choice'], choice.value === value && styles['chosen'])}
          >
            <input
              type="radio"
              name={name}
              value={choice.value}
              checked={choice.value === value}
              onChange={() => onChange(choice.value)}
            />
            <span>
              <span className={styles['label']}>{choice.label}</span>
              {choice.note && <span className={styles['note']}>{choice.note}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
