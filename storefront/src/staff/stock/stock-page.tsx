import { type ComponentType, useCallback, useState } from 'react';
import { useSearchParams } from 'react-router';
import { UnavailableNotice } from '../../api/unavailable.js';
import { usePage } from '../../api/use-page.js';
import { Checkbox, Field, Select } from '../../design/field.js';
import { EmptyState } from '../../design/notices.js';
import { Pagination } from '../../design/pagination.js';
import {
  StaffStockBoardDocument,
  type StaffStockBoardQuery,
  type StockLevel,
  type StockRowPartsFragment,
} from '../../generated/staff-documents.js';
import { Filters, pageAddresses } from '../filters.js';
import { StaffHead, WhenLoaded } from '../staff-page.js';
import {
  AdjustDialog,
  PriceDialog,
  ReceiveDialog,
  type StockDialogProps,
  ThresholdDialog,
} from './stock-dialogs.js';
import { HistoryDialog } from './history-dialog.js';
import { type StockAction, StockTable } from './stock-table.js';
import { useLiveLevels } from './use-live-levels.js';

const levels: readonly StockLevel[] = ['IN_STOCK', 'LOW', 'OUT'];

const dialogs: Record<StockAction, ComponentType<StockDialogProps>> = {
  receive: ReceiveDialog,
  adjust: AdjustDialog,
  price: PriceDialog,
  threshold: ThresholdDialog,
  history: HistoryDialog,
};

/** What there is of each variant, live, and what staff do about it. */
export default function StockPage() {
  const [params] = useSearchParams();
  const page = usePage(StaffStockBoardDocument, {
    query: params.get('query'),
    level: levels.find((level) => level === params.get('level')),
    withdrawn: params.has('withdrawn'),
    after: params.get('after'),
  });
  return (
    <>
      <StaffHead title="Stock board" intro="Levels on this page change by themselves." />
      <Filters label="Filter the stock">
        <Field
          label="Search"
          name="query"
          type="search"
          placeholder="Name or SKU"
          defaultValue={params.get('query') ?? ''}
          maxLength={100}
        />
        <Select label="Level" name="level" defaultValue={params.get('level') ?? ''}>
          <option value="">Any</option>
          <option value="IN_STOCK">In stock</option>
          <option value="LOW">Only a few</option>
          <option value="OUT">Sold out</option>
        </Select>
        <Checkbox
          label="Withdrawn ones"
          name="withdrawn"
          value="1"
          defaultChecked={params.has('withdrawn')}
        />
      </Filters>
      <WhenLoaded page={page} what="the stock">
        {({ stockBoardPage }) => (
          <>
            <UnavailableNotice unavailable={stockBoardPage.unavailable} onRetry={page.reload} />
            {stockBoardPage.stock && <Board stock={stockBoardPage.stock} onStale={page.reload} />}
          </>
        )}
      </WhenLoaded>
    </>
  );
}

function Board({
  stock,
  onStale,
}: {
  stock: NonNullable<StaffStockBoardQuery['stockBoardPage']['stock']>;
  onStale: () => void;
}) {
  const [params] = useSearchParams();
  const rows = useLiveLevels(stock.rows, onStale);
  const [chosen, setChosen] = useState<{ action: StockAction; row: StockRowPartsFragment }>();
  const close = useCallback(() => setChosen(undefined), []);
  const Shown = chosen && dialogs[chosen.action];
  if (rows.length === 0)
    return <EmptyState title="Nothing fits">No variant is like that. Clear the filter?</EmptyState>;
  return (
    <>
      <StockTable rows={rows} onAction={(action, row) => setChosen({ action, row })} />
      <Pagination label="Stock" {...pageAddresses(params, stock.pageInfo)} />
      {Shown && <Shown row={chosen.row} onClose={close} />}
    </>
  );
}
