import { CodedError } from '@tributary/service';
import { addressesPerUser, becomesDefault } from '../domain/address-book.js';
import type { AddressFields, SavedAddress } from '../store.js';
import type { Environment } from './environment.js';

export interface AddressToSave {
  /** The address to change; null adds one. */
  id: string | null;
  fields: AddressFields;
  isDefault: boolean;
}

/**
 * Adds or changes an address. A default stays one until another takes its place.
 * @throws CodedError UNAUTHENTICATED (closed account), NOT_FOUND (no such address of this user),
 * BAD_USER_INPUT (no room for another)
 */
export async function saveAddress(
  env: Environment,
  userId: string,
  { id, fields, isDefault }: AddressToSave,
): Promise<SavedAddress> {
  return env.store.transaction(async (tx) => {
    if (!(await tx.lockAccount(userId))) throw new CodedError('UNAUTHENTICATED');
    const addresses = await tx.findAddresses([userId]);
    const existing = addresses.find((address) => address.id === id);
    if (id && !existing) throw new CodedError('NOT_FOUND', 'You have no such address.');
    if (!id && addresses.length >= addressesPerUser)
      throw new CodedError('BAD_USER_INPUT', `You can save ${addressesPerUser} addresses at most.`);
    const others = addresses.filter((address) => address !== existing);
    const saved: SavedAddress = {
      ...fields,
      id: existing?.id ?? env.createId(),
      userId,
      isDefault: becomesDefault(others, existing?.isDefault ?? false, isDefault),
    };
    if (saved.isDefault) await tx.clearDefaultAddress(userId);
    await (existing ? tx.updateAddress(saved) : tx.insertAddress(saved, env.now()));
    return saved;
  });
}
