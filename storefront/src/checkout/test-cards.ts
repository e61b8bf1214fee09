import type { Choice } from '../design/choices.js';

/** The tokens of the built-in payment provider, each with what it does. */
export const testCards: readonly Choice[] = [
  { value: 'tok_ok', label: 'Test card that works', note: 'The payment is taken at once.' },
  {
    value: 'tok_declined',
    label: 'Test card that is declined',
    note: 'The order is cancelled, the stock goes back.',
  },
  {
    value: 'tok_flaky',
    label: 'Test card with hiccups',
    note: 'Fails twice, then works: the shop tries again.',
  },
  {
    value: 'tok_timeout',
    label: 'Test card that is slow',
    note: 'The bank takes half a minute to answer.',
  },
];
