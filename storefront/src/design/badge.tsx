import type { ReactNode } from 'react';
import styles from './badge.module.css';

export type Tone = 'plain' | 'river' | 'good' | 'warn' | 'bad';

/** A word or two that say how something stands; colour alone never does. */
export function Badge({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) {
  return <span className={`${styles['badge']} ${styles[tone]}`}>{children}</span>;
}
