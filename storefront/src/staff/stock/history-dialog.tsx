import { Link } from 'react-router';
import { usePage } from '../../api/use-page.js';
import { Dialog } from '../../design/dialog.js';
import { type Column, Table } from '../../design/table.js';
import {
  StaffStockHistoryDocument,
  type StaffStockHistoryQuery,
  type StockMovementKind,
} from '../../generated/staff-documents.js';
import { WhenLoaded } from '../staff-page.js';
import { formatTime } from '../times.js';
import type { StockDialogProps } from './stock-dialogs.js';

type Row = NonNullable<StaffStockHistoryQuery['stockBoardPage']['stock']>['rows'][number];
type Movement = Row['movements'][number];

const kinds: Record<StockMovementKind, string> = {
  RECEIVED: 'Received',
  RESERVED: 'Set aside',
  RELEASED: 'Released',
  COMMITTED: 'Sold',
  RETURNED: 'Came back',
  ADJUSTED: 'Corrected',
};

const signed = (delta: number) => (delta === 0 ? '–' : delta > 0 ? `+${delta}` : `−${-delta}`);

const columns: Column<Movement>[] = [
  { key: 'at', head: 'When', cell: ({ at }) => formatTime(at) },
  { key: 'kind', head: 'What', names: true, cell: ({ kind }) => kinds[kind] },
  { key: 'shelf', head: 'On shelf', align: 'end', cell: (row) => signed(row.onHandDelta) },
  { key: 'aside', head: 'Set aside', align: 'end', cell: (row) => signed(row.reservedDelta) },
  {
    key: 'why',
    head: 'Why',
    cell: ({ orderId, reference }) =>
      orderId ? <Link to={`/staff/orders/${orderId}`}>an order</Link> : reference,
  },
];

/** The last changes of a variant's stock. */
export function HistoryDialog({ row, onClose }: StockDialogProps) {
  const page = usePage(StaffStockHistoryDocument, { sku: row.sku });
  return (
    <Dialog title={`Last changes of ${row.sku}`} onClose={onClose}>
      <WhenLoaded page={page} what="the ledger">
        {({ stockBoardPage: { stock } }) => {
          const movements = stock?.rows.find(({ sku }) => sku === row.sku)?.movements ?? [];
          if (movements.length === 0) return <p>Nothing has happened to it yet.</p>;
          return (
            <Table
              caption={`Last changes of ${row.sku}`}
              columns={columns}
              rows={movements}
              rowKey={({ id }) => id}
            />
          );
        }}
      </WhenLoaded>
    </Dialog>
  );
}
