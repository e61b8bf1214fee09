import { Moment } from '../design/moment.js';
import type { OrderPartsFragment, StepState } from '../generated/documents.js';
import styles from './order-steps.module.css';

const words: Record<StepState, string> = { DONE: 'Done', NEXT: 'Comes next', LATER: 'Comes later' };

/** What happened, and what is still to come. */
export function OrderSteps({ steps }: { steps: OrderPartsFragment['steps'] }) {
  return (
    <ol className={styles['steps']} aria-live="polite">
      {steps.map(({ text, state, at, note }, index) => (
        <li key={index} className={styles[state.toLowerCase()]}>
          <p className={styles['text']}>
            {text} <span className="visually-hidden">({words[state]})</span>
          </p>
          <p className={styles['soft']}>
            {at ? <Moment at={at} /> : words[state]}
            {note && <> · {note}</>}
          </p>
        </li>
      ))}
    </ol>
  );
}
