import { nextDefault } from '../domain/address-book.js';
import type { Environment } from './environment.js';

/** Removes an address of the user; the oldest that is left takes over as the default. False when there was none. */
export async function deleteAddress(
  { store }: Environment,
  userId: string,
  id: string,
): Promise<boolean> {
  return store.transaction(async (tx) => {
    if (!(await tx.lockAccount(userId))) return false;
    const addresses = await tx.findAddresses([userId]);
    const removed = addresses.find((address) => address.id === id);
    if (!removed) return false;
    await tx.deleteAddress(id);
    const left = addresses.filter((address) => address !== removed);
    const successor = nextDefault(removed, left);
    if (successor) await tx.makeDefaultAddress(successor.id);
    return true;
  });
}
