/** Whether the provider's sum of refunds can be explained by ours. Pure; amounts in minor units. */

export interface RefundSums {
  /** What the provider has paid back. */
  refundedMinor: number;
  /** Our refunds that were done before the provider was asked. */
  doneMinor: number;
  /** All our refunds, those only asked for included. */
  askedMinor: number;
}

/**
 * Says, for people, how they differ; null when they agree, or can, once what is under way is done.
 * More than we asked for was paid back by somebody else, in the provider's dashboard say; less than
 * was done has come back to us, because the buyer's bank refused it.
 */
export function refundDifference(sums: RefundSums, currency: string): string | null {
  const { refundedMinor, doneMinor, askedMinor } = sums;
  const at = `At the provider ${refundedMinor} are paid back (${currency}, minor units)`;
  if (refundedMinor > askedMinor) return `${at}, here only ${askedMinor} were asked for.`;
  if (refundedMinor < doneMinor) return `${at}, here ${doneMinor} are booked.`;
  return null;
}
