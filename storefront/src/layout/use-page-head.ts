import { useQuery } from 'urql';
import { PageHeadDocument, type PageHeadQuery } from '../generated/documents.js';

export type Viewer = NonNullable<PageHeadQuery['pageHead']['viewer']>;

/** Who is looking and what the categories are: asked for once for all who want to know. */
export function usePageHead(): {
  viewer: Viewer | null | undefined;
  categories: NonNullable<PageHeadQuery['pageHead']['categories']>;
} {
  const [{ data }] = useQuery({ query: PageHeadDocument, requestPolicy: 'cache-first' });
  return { viewer: data?.pageHead.viewer, categories: data?.pageHead.categories ?? [] };
}
