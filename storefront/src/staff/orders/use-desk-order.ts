import { useState } from 'react';
import { useSubscription } from 'urql';
import { type Page, usePage } from '../../api/use-page.js';
import {
  type DeskOrderFragment,
  StaffOrderDocument,
  StaffOrderProgressDocument,
  type StaffOrderQuery,
} from '../../generated/staff-documents.js';

/** An order as it is now: what the page said, or a mutation, or the live stream, whichever came last. */
export function useDeskOrder(id: string): {
  page: Page<StaffOrderQuery>;
  order: DeskOrderFragment | undefined;
  setOrder: (order: DeskOrderFragment) => void;
} {
  const page = usePage(StaffOrderDocument, { id });
  const told = page.data?.orderPage.order;
  const [{ data: live }] = useSubscription({
    query: StaffOrderProgressDocument,
    variables: { id },
    pause: !told,
  });
  // What a mutation answered holds until the stream tells more.
  const [changed, setChanged] = useState<{ order: DeskOrderFragment; live: typeof live }>();
  const candidates = [changed?.live === live && changed?.order, live?.orderProgress, told];
  const order = candidates.find((each) => each && each.id === id) || undefined;
  return { page, order, setOrder: (given) => setChanged({ order: given, live }) };
}
