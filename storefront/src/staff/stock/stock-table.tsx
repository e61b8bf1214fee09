import { Link } from 'react-router';
import { Button } from '../../design/button.js';
import { type Column, Table } from '../../design/table.js';
import type { StockRowPartsFragment } from '../../generated/staff-documents.js';
import { AvailabilityBadge } from '../../shop/availability.js';
import styles from './stock-table.module.css';

export type StockAction = 'receive' | 'adjust' | 'price' | 'threshold' | 'history';

const verbs: readonly { action: StockAction; text: string }[] = [
  { action: 'receive', text: 'Receive' },
  { action: 'adjust', text: 'Count' },
  { action: 'history', text: 'Ledger' },
];

type Row = StockRowPartsFragment;

type OnAction = (action: StockAction, row: Row) => void;

const columnsFor = (onAction: OnAction): Column<Row>[] => [
  { key: 'name', head: 'Variant', names: true, cell: (row) => <Name row={row} /> },
  { key: 'state', head: 'State', cell: (row) => <AvailabilityBadge {...row} /> },
  { key: 'available', head: 'To sell', align: 'end', cell: ({ available }) => available },
  { key: 'onHand', head: 'On shelf', align: 'end', cell: ({ onHand }) => onHand },
  { key: 'reserved', head: 'Set aside', align: 'end', cell: ({ reserved }) => reserved },
  {
    key: 'price',
    head: 'Price',
    align: 'end',
    cell: (row) => (
      <Changeable
        action="price"
        label="Price"
        row={row}
        text={row.price.formatted}
        onAction={onAction}
      />
    ),
  },
  {
    key: 'threshold',
    head: 'Warn at',
    align: 'end',
    cell: (row) => (
      <Changeable
        action="threshold"
        label="Warning level"
        row={row}
        text={row.lowStockThreshold}
        onAction={onAction}
      />
    ),
  },
  {
    key: 'do',
    head: 'Actions',
    align: 'end',
    cell: (row) => <Verbs row={row} onAction={onAction} />,
  },
];

/** Rows of the board with what can be done to each. */
export function StockTable({ rows, onAction }: { rows: readonly Row[]; onAction: OnAction }) {
  return (
    <Table
      caption="Stock by variant"
      columns={columnsFor(onAction)}
      rows={rows}
      rowKey={({ sku }) => sku}
    />
  );
}

/** A value that a dialog changes. */
function Changeable({
  action,
  label,
  row,
  text,
  onAction,
}: {
  action: StockAction;
  label: string;
  row: Row;
  text: string | number;
  onAction: OnAction;
}) {
  if (row.withdrawnAt) return <>{text}</>;
  return (
    <button
      type="button"
      className={styles['value']}
      aria-label={`${label} of ${row.sku}: ${text}. Change`}
      onClick={() => onAction(action, row)}
    >
      {text}
    </button>
  );
}

function Name({ row: { picture, productName, productSlug, name, sku } }: { row: Row }) {
  return (
    <span className={styles['name']}>
      {picture && <img src={picture.url} alt="" width={44} height={44} loading="lazy" />}
      <span>
        <Link to={`/products/${productSlug}`}>{productName}</Link>
        <span className={styles['variant']}>
          {name} · <code>{sku}</code>
        </span>
      </span>
    </span>
  );
}

function Verbs({ row, onAction }: { row: Row; onAction: (action: StockAction, row: Row) => void }) {
  const offered = row.withdrawnAt ? verbs.slice(-1) : verbs;
  return (
    <span className={styles['verbs']}>
      {offered.map(({ action, text }) => (
        <Button
          key={action}
          look={action === 'receive' ? 'line' : 'quiet'}
          size="s"
          aria-label={`${text} ${row.sku}`}
          onClick={() => onAction(action, row)}
        >
          {text}
        </Button>
      ))}
    </span>
  );
}
