/** Which of a user's addresses is the default: exactly one, as long as there is any. */
export const addressesPerUser = 20;

export interface BookedAddress {
  id: string;
  isDefault: boolean;
}

/** Whether an address that is being saved becomes the default: when asked, or when there is no other. */
export function becomesDefault(
  others: readonly BookedAddress[],
  savedIsDefault: boolean,
  wanted: boolean,
): boolean {
  return wanted || savedIsDefault || !others.some((address) => address.isDefault);
}

/** The default after `removed` is gone: the oldest that is left; null when nothing changes. */
export function nextDefault(
  removed: BookedAddress,
  left: readonly BookedAddress[],
): BookedAddress | null {
  if (!removed.isDefault) return null;
  return left.toSorted((a, b) => (a.id < b.id ? -1 : 1))[0] ?? null;
}
