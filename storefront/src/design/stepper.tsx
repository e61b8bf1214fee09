import styles from './stepper.module.css';

/** How many: one less, the number itself, one more. */
export function Stepper({
  label,
  value,
  min = 1,
  max = 99,
  disabled = false,
  onChange,
}: {
  /** Of what, for screen readers. */
  label: string;
  value: number;
  min?: number;
  max?: number;
  disabled?: boolean;
  onChange: (value: number) => void;
}) {
  const set = (wanted: number) => onChange(Math.min(max, Math.max(min, wanted)));
  return (
    <fieldset className={styles['stepper']} aria-label={label}>
      <button
        type="button"
        aria-label="One less"
        disabled={disabled || value <= min}
        onClick={() => set(value - 1)}
      >
        −
      </button>
      <input
        aria-label={label}
        inputMode="numeric"
        value={value}
        disabled={disabled}
        onFocus={({ target }) => target.select()}
        onChange={({ target }) => {
          const wanted = Number.parseInt(target.value, 10);
          if (Number.isInteger(wanted)) set(wanted);
        }}
      />
      <button
        type="button"
        aria-label="One more"
        disabled={disabled || value >= max}
        onClick={() => set(value + 1)}
      >
        +
      </button>
    </fieldset>
  );
}
