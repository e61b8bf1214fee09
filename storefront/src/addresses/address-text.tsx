import type { AddressPartsFragment } from '../generated/documents.js';
import styles from './addresses.module.css';
import { countryName } from './countries.js';

/** An address as it stands on an envelope. */
export function AddressText({ address }: { address: AddressPartsFragment }) {
  const { name, line1, line2, city, region, postalCode, country } = address;
  const lines = [name, line1, line2, `${postalCode} ${city}`, region, countryName(country)];
  return (
    <address className={styles['address']}>
      {lines.filter(Boolean).map((line, index) => (
        <span key={index}>{line}</span>
      ))}
    </address>
  );
}
