/** Two streams that become one, and the name. */
export function Wordmark() {
  return (
    <>
      <svg viewBox="0 0 32 32" width="30" height="30" aria-hidden="true">
        <g fill="none" strokeLinecap="round" strokeWidth="3.4">
          <path d="M6 4c0 9 10 7 10 16v8" stroke="var(--stream, var(--color-river))" />
          <path d="M26 4c0 9-10 7-10 16" stroke="var(--stream-2, var(--color-clay))" />
        </g>
      </svg>
      <span>Tributary</span>
    </>
  );
}
