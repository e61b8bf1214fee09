/** The fields of a postal address, with what the browser needs to fill them in. */
import { Field, Select } from '../design/field.js';
import { type Form, required, type Rules } from '../design/use-form.js';
import type { AddressInput, AddressPartsFragment } from '../generated/documents.js';
import styles from './addresses.module.css';
import { countries, postalCodes } from './countries.js';

export type AddressValues = Record<
  'name' | 'line1' | 'line2' | 'city' | 'region' | 'postalCode' | 'country',
  string
>;

export const emptyAddress: AddressValues = {
  name: '',
  line1: '',
  line2: '',
  city: '',
  region: '',
  postalCode: '',
  country: 'DE',
};

export const addressRules: Rules<AddressValues> = {
  name: required('Who is it for?'),
  line1: required('Street and number, please.'),
  city: required('Which town?'),
  postalCode: (value, { country }) => {
    if (!value.trim()) return 'The postal code, please.';
    const known = postalCodes[country];
    return known && !known.pattern.test(value.trim())
      ? `That does not look like a postal code there, such as ${known.example}.`
      : undefined;
  },
};

export const toAddressValues = ({
  id: _id,
  line2,
  region,
  ...address
}: AddressPartsFragment): AddressValues => ({
  ...address,
  line2: line2 ?? '',
  region: region ?? '',
});

/** As it is sent: trimmed, and what is empty left out. */
export function toAddressInput(values: AddressValues): AddressInput {
  const { name, line1, line2, city, region, postalCode, country } = Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, value.trim()]),
  ) as AddressValues;
  return {
    name,
    line1,
    line2: line2 || null,
    city,
    region: region || null,
    postalCode: postalCode.toUpperCase(),
    country,
  };
}

export function AddressFields({ form: { bind } }: { form: Form<AddressValues> }) {
  return (
    <div className={styles['fields']}>
      <Field
        {...bind('name')}
        label="Recipient"
        autoComplete="shipping name"
        maxLength={100}
        required
      />
      <Field
        {...bind('line1')}
        label="Street and number"
        autoComplete="shipping address-line1"
        maxLength={200}
        required
      />
      <Field
        {...bind('line2')}
        label="Flat, floor, building"
        autoComplete="shipping address-line2"
        maxLength={200}
        optional
      />
      <div className={styles['pair']}>
        <Field
          {...bind('postalCode')}
          label="Postal code"
          autoComplete="shipping postal-code"
          maxLength={20}
          required
        />
        <Field
          {...bind('city')}
          label="Town"
          autoComplete="shipping address-level2"
          maxLength={100}
          required
        />
      </div>
      <div className={styles['pair']}>
        <Field
          {...bind('region')}
          label="State or region"
          autoComplete="shipping address-level1"
          maxLength={100}
          optional
        />
        <Select {...bind('country')} label="Country" autoComplete="shipping country">
          {countries.map(([code, name]) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </Select>
      </div>
    </div>
  );
}
