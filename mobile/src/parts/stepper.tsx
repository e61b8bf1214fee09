import { Icon } from './icon.js';

interface StepperProps {
  /** Whose quantity it is, for screen readers. */
  name: string;
  quantity: number;
  min: number;
  max: number;
  onChange: (quantity: number) => void;
}

/** A quantity, one more or one less. */
export const Stepper = ({ name, quantity, min, max, onChange }: StepperProps) => (
  <fieldset className="stepper" aria-label={`Quantity of ${name}`}>
    <button
      type="button"
      aria-label="One less"
      disabled={quantity <= min}
      onClick={() => onChange(quantity - 1)}
    >
      <Icon name="minus" />
    </button>
    <output aria-live="polite">{quantity}</output>
    <button
      type="button"
      aria-label="One more"
      disabled={quantity >= max}
      onClick={() => onChange(quantity + 1)}
    >
      <Icon name="plus" />
    </button>
  </fieldset>
);
