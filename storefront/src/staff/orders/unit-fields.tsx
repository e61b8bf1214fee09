/** How many units of each line something is about. */
import { Field } from '../../design/field.js';
import { wholeOf } from '../form-values.js';
import styles from './orders.module.css';

export interface Units {
  sku: string;
  name: string;
  /** As many as there can be. */
  quantity: number;
}

const fieldOf = (sku: string) => `units-${sku}`;

export function UnitFields({ legend, units }: { legend: string; units: readonly Units[] }) {
  return (
    <fieldset className={styles['units']}>
      <legend className="visually-hidden">{legend}</legend>
      {units.map(({ sku, name, quantity }) => (
        <Field
          key={sku}
          label={name}
          hint={`${sku}, ${quantity} at most`}
          name={fieldOf(sku)}
          type="number"
          min={0}
          max={quantity}
          defaultValue={quantity}
          required
        />
      ))}
    </fieldset>
  );
}

/** What was filled in, without lines of none. */
export const readUnits = (values: FormData, units: readonly Units[]) =>
  units
    .map(({ sku }) => ({ sku, quantity: wholeOf(values, fieldOf(sku)) }))
    .filter(({ quantity }) => quantity > 0);
