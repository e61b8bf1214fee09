/** Guests with a session and an address to mail to, opened through the public API before the clock starts. */
import { randomUUID } from 'node:crypto';
import type { Shop } from './shop.js';

export interface Shopper {
  /** Header value. */
  authorization: string;
}

const atOnce = 4;

/** @param onProgress called with the share that is done */
export async function openShoppers(
  shop: Shop,
  count: number,
  onProgress: (share: number) => void,
): Promise<Shopper[]> {
  const shoppers: Shopper[] = [];
  let left = count;
  const open = async () => {
    while (left-- > 0) {
      shoppers.push(await openGuest(shop));
      onProgress(shoppers.length / count);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, open));
  return shoppers;
}

async function openGuest(shop: Shop): Promise<Shopper> {
  const { startGuestSession } = await shop.ask<{ startGuestSession: { accessToken: string } }>(
    undefined,
    `mutation { startGuestSession { accessToken } }`,
  );
  const authorization = `Bearer ${startGuestSession.accessToken}`;
  await shop.ask(
    authorization,
    `mutation ($input: SetGuestContactInput!) { setGuestContact(input: $input) { id } }`,
    { input: { email: `guest-${randomUUID()}@example.com`, name: 'Grace Hopper' } },
  );
  return { authorization };
}
