/** Saved addresses. They are changed with a network only: sent twice, a new one would be there twice. */
import {
  type AddressContentsFragment,
  DeleteAddressDocument,
  SaveAddressDocument,
} from '@tributary/mobile-client';
import { useState } from 'react';
import { client } from '../phone/client.js';
import { say, useApp } from '../state/app-state.js';
import { watched } from '../state/connection.js';
import { AddressFields, AddressText, readAddress } from './address-fields.js';

interface AddressesProps {
  addresses: readonly AddressContentsFragment[];
  onChanged: () => void;
}

export function Addresses({ addresses, onChanged }: AddressesProps) {
  const { isOnline } = useApp();
  const [isAdding, setAdding] = useState(false);

  async function attempt(change: () => Promise<unknown>): Promise<void> {
    try {
      await watched(change());
      onChanged();
    } catch (error) {
      say((error as Error).message);
    }
  }
  const add = (form: FormData) =>
    attempt(async () => {
      await client.send(SaveAddressDocument, { input: { address: readAddress(form) } });
      setAdding(false);
    });

  return (
    <section className="panel">
      <h2>Addresses</h2>
      <ul className="stack">
        {addresses.map((address) => (
          <li key={address.id} className="device">
            <AddressText address={address} />
            <button
              type="button"
              className="button quiet"
              disabled={!isOnline}
              aria-label={`Remove the address ${address.line1}`}
              onClick={() =>
                void attempt(() => client.send(DeleteAddressDocument, { id: address.id! }))
              }
            >
              Remove
            </button>
          </li>
        ))}
      </ul>
      {isAdding ? (
        <form className="form" action={add}>
          <AddressFields />
          <div className="buttons">
            <button type="submit" className="button solid">
              Save
            </button>
            <button type="button" className="button quiet" onClick={() => setAdding(false)}>
              Leave it
            </button>
          </div>
        </form>
      ) : (
        <button
          type="button"
          className="button line wide"
          disabled={!isOnline}
          onClick={() => setAdding(true)}
        >
          {isOnline ? 'Add an address' : 'Add an address (online only)'}
        </button>
      )}
    </section>
  );
}
