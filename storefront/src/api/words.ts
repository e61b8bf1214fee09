/** What faults are called on the pages. */
import type { CombinedError } from 'urql';
import type { PagePart, UnavailableReason } from '../generated/documents.js';

const byCode: Record<string, string> = {
  RATE_LIMITED: 'That was a lot at once. Please wait a moment.',
  UNAUTHENTICATED: 'Please sign in first.',
  FORBIDDEN: 'This is not for your account.',
  CSRF_REFUSED: 'This page seems to be open in another window’s frame. Please load it again.',
  SERVICE_UNAVAILABLE: 'A part of the shop is down just now. Please try again in a moment.',
  SUBGRAPH_UNAVAILABLE: 'A part of the shop is down just now. Please try again in a moment.',
  DEADLINE_EXCEEDED: 'This took too long. Please try again in a moment.',
  INTERNAL_SERVER_ERROR: 'Something went wrong on our side. Please try again in a moment.',
};

/** The first error in words; what the server says of the input is for people already. */
export function errorText(error: CombinedError | undefined): string {
  const [first] = error?.graphQLErrors ?? [];
  const code = codeOf(error);
  if (code && byCode[code]) return byCode[code];
  if (first) return first.message;
  return 'The shop could not be reached. Are you online?';
}

/** The stable code of the first error. */
export function codeOf(error: CombinedError | undefined): string | undefined {
  const code = error?.graphQLErrors[0]?.extensions['code'];
  return typeof code === 'string' ? code : undefined;
}

const reasons: Record<UnavailableReason, string> = {
  SIGN_IN_REQUIRED: 'that is for signed-in customers',
  NOT_FOUND: 'there is no such thing',
  SERVICE_UNAVAILABLE: 'a part of the shop is down',
  TIMEOUT: 'it took too long',
  INTERNAL_ERROR: 'a fault of ours',
};

const parts: Partial<Record<PagePart, string>> = {
  VIEWER: 'Your name and cart',
  NEWEST: 'The list of new things',
  SHELVES: 'The shelves',
  CATEGORIES: 'The list of categories',
  RESULTS: 'The results',
  PRODUCT: 'This product',
  PRODUCT_DETAILS: 'Names, pictures and stock of the products',
  CART: 'Your cart',
  ADDRESSES: 'Your addresses',
  SHIPPING: 'What shipping may cost',
  PROFILE: 'Your profile',
  SESSIONS: 'The list of your devices',
  ORDERS: 'The list of orders',
  ORDER: 'This order',
  FACETS: 'Filters',
  CATALOGUE: 'The catalogue',
  STOCK: 'The stock',
  IMPORT: 'The import',
};

/** A sentence such as “The shelves cannot be shown just now: it took too long.” */
export const unavailableText = (part: PagePart, reason: UnavailableReason): string =>
  `${parts[part] ?? part.toLowerCase().replaceAll('_', ' ')} cannot be shown just now: ${reasons[reason]}.`;
