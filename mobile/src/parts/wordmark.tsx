/** Two streams that become one. */
export const Mark = () => (
  <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
    <g fill="none" strokeLinecap="round" strokeWidth="3.4">
      <path d="M6 4c0 9 10 7 10 16v8" stroke="var(--color-river)" />
      <path d="M26 4c0 9-10 7-10 16" stroke="var(--color-clay)" />
    </g>
  </svg>
);

/** The mark, and the name. */
export const Wordmark = () => (
  <>
    <Mark />
    <span>Tributary</span>
  </>
);
