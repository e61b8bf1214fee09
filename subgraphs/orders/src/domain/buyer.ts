/** What orders knows of a buyer: news of users, which may come late, twice and out of order. */

/** Null name and address: nothing is known yet, or nothing any more. */
export interface Buyer {
  name: string | null;
  email: string | null;
  /** When what is known happened. */
  changedAt: Date;
  isErased: boolean;
}

export type BuyerNews = { at: Date } & (
  { type: 'KNOWN'; name: string; email: string } | { type: 'ERASED' }
);

export interface HeardOf {
  buyer: Buyer;
  /** Whether orders are found by other words than before. */
  isRenamed: boolean;
}

/** Older news change nothing, and an erased buyer stays erased, however new the news are. */
export function hearOf(buyer: Buyer, news: BuyerNews): HeardOf {
  const isOld = news.at < buyer.changedAt && news.type !== 'ERASED';
  if (buyer.isErased || isOld) return { buyer, isRenamed: false };
  const heard = toBuyer(news);
  return { buyer: heard, isRenamed: heard.name !== buyer.name || heard.email !== buyer.email };
}

/** Users empties the texts of an event that is still on its way when the account is closed. */
function toBuyer(news: BuyerNews): Buyer {
  if (news.type === 'ERASED')
    return { name: null, email: null, changedAt: news.at, isErased: true };
  const { name, email, at } = news;
  return { name: name || null, email: email || null, changedAt: at, isErased: false };
}
