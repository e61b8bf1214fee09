/** What the store hands out and the resolvers answer with. Plain data; no Prisma types. */
import type { Currency, Money } from '@tributary/contracts';

export interface CategoryView {
  id: string;
  slug: string;
  name: string;
}

export interface ImageView {
  url: string;
  alt: string;
}

export interface ProductView {
  id: string;
  slug: string;
  name: string;
  description: string;
  categoryId: string;
  images: ImageView[];
  /** Minor units. */
  minPriceAmount: number;
  maxPriceAmount: number;
  currency: Currency;
  /** What can be bought of it, with levels, where that was read together with it. */
  stocked?: VariantView[];
}

export interface VariantView {
  sku: string;
  productId: string;
  name: string;
  price: Money;
  /** Where it was read together with it. */
  level?: StockView;
}

export interface StockView {
  sku: string;
  /** Units that can be bought now. */
  available: number;
  /** Staff are told when no more than this is left. */
  lowStockThreshold: number;
  onHand: number;
  reserved: number;
  withdrawnAt: Date | null;
}

/** A line of the ledger. */
export interface MovementView {
  id: string;
  sku: string;
  kind: 'RECEIVED' | 'RESERVED' | 'RELEASED' | 'COMMITTED' | 'RETURNED' | 'ADJUSTED';
  onHandDelta: number;
  reservedDelta: number;
  orderId: string | null;
  reference: string | null;
  at: Date;
}

/** What a list can be narrowed down to. */
export interface FacetsView {
  categories: { category: CategoryView; count: number }[];
  price: { min: Money; max: Money } | null;
  inStock: number;
}

export interface ImportFailureView {
  /** From 1. */
  line: number;
  reason: string;
}

export interface CatalogueImportView {
  id: string;
  status: 'QUEUED' | 'RUNNING' | 'COMPLETED' | 'FAILED';
  total: number;
  processed: number;
  failures: ImportFailureView[];
}

/** What a buyer is told when asking for a price: the answer to one SKU of a quote. */
export interface QuoteView {
  sku: string;
  name: string;
  amount: number;
  currency: Currency;
  available: number;
}
