/** ISO 4217 codes the store trades in. The same list as the GraphQL enum `Currency`. */
export const currencies = ['EUR', 'USD', 'GBP'] as const;
export type Currency = (typeof currencies)[number];

/** An amount in the currency's minor unit (cents): always an integer, never a float. */
export interface Money {
  amount: number;
  currency: Currency;
}
