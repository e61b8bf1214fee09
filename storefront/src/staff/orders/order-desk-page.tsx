import { Link, useSearchParams } from 'react-router';
import { UnavailableNotice } from '../../api/unavailable.js';
import { usePage } from '../../api/use-page.js';
import { Badge } from '../../design/badge.js';
import { Field, Select } from '../../design/field.js';
import { EmptyState } from '../../design/notices.js';
import { Pagination } from '../../design/pagination.js';
import { type Column, Table } from '../../design/table.js';
import {
  StaffOrderDeskDocument,
  type StaffOrderDeskQuery,
} from '../../generated/staff-documents.js';
import { Filters, pageAddresses } from '../filters.js';
import { StaffHead, WhenLoaded } from '../staff-page.js';
import { formatTime } from '../times.js';
import { readDeskFilter } from './desk-filter.js';
import { StatusBadge, statusNames } from './order-status.js';
import styles from './orders.module.css';

type Orders = NonNullable<StaffOrderDeskQuery['orderDeskPage']['orders']>;
type Row = Orders['items'][number];

const columns: Column<Row>[] = [
  {
    key: 'number',
    head: 'Order',
    names: true,
    cell: ({ id, number }) => (
      <Link to={`/staff/orders/${id}`} className={styles['together']}>
        {number}
      </Link>
    ),
  },
  { key: 'placed', head: 'Placed', cell: ({ placedAt }) => <Time at={placedAt} /> },
  { key: 'buyer', head: 'Buyer', cell: ({ buyer }) => <BuyerCell buyer={buyer} /> },
  { key: 'what', head: 'What', cell: (row) => <What row={row} /> },
  { key: 'total', head: 'Total', align: 'end', cell: ({ total }) => total.formatted },
  {
    key: 'status',
    head: 'State',
    cell: ({ status, openReturns }) => (
      <span className={styles['badges']}>
        <StatusBadge status={status} />
        {openReturns > 0 && <Badge tone="bad">Return asked for</Badge>}
      </span>
    ),
  },
];

/** All orders, and finding the one that somebody asks about. */
export default function OrderDeskPage() {
  const [params] = useSearchParams();
  const filter = readDeskFilter(params);
  const page = usePage(StaffOrderDeskDocument, { filter, after: params.get('after') });
  return (
    <>
      <StaffHead title="Order desk" />
      <DeskFilters params={params} />
      <WhenLoaded page={page} what="the orders">
        {({ orderDeskPage: { orders, unavailable } }) => (
          <>
            <UnavailableNotice unavailable={unavailable} onRetry={page.reload} />
            {orders && <Found orders={orders} params={params} />}
          </>
        )}
      </WhenLoaded>
    </>
  );
}

function Found({ orders, params }: { orders: Orders; params: URLSearchParams }) {
  if (orders.items.length === 0)
    return <EmptyState title="No such order">Nothing fits all of this.</EmptyState>;
  return (
    <>
      <Table caption="Orders" columns={columns} rows={orders.items} rowKey={({ id }) => id} />
      <Pagination label="Orders" {...pageAddresses(params, orders.pageInfo)} />
    </>
  );
}

function DeskFilters({ params }: { params: URLSearchParams }) {
  const known = (name: string) => ({ name, defaultValue: params.get(name) ?? '' });
  return (
    <Filters label="Find orders">
      <Field
        label="Search"
        type="search"
        placeholder="Name, e-mail, number …"
        maxLength={200}
        {...known('search')}
      />
      <Field label="Product" type="search" placeholder="Name or SKU" {...known('product')} />
      <Select label="State" {...known('status')}>
        <option value="">Any</option>
        {Object.entries(statusNames).map(([status, name]) => (
          <option key={status} value={status}>
            {name}
          </option>
        ))}
      </Select>
      <Field label="From" type="date" {...known('from')} />
      <Field label="Until" type="date" {...known('to')} />
      <Field label="Total from" inputMode="decimal" placeholder="0.00" {...known('min')} />
      <Field label="Total to" inputMode="decimal" placeholder="0.00" {...known('max')} />
    </Filters>
  );
}

const Time = ({ at }: { at: string }) => (
  <time dateTime={at} className={styles['together']}>
    {formatTime(at)}
  </time>
);

function BuyerCell({ buyer }: Pick<Row, 'buyer'>) {
  if (!buyer) return <span className={styles['soft']}>Account closed</span>;
  return (
    <>
      {buyer.name}
      <span className={styles['under']}>{buyer.email}</span>
    </>
  );
}

function What({ row: { names, quantity } }: { row: Row }) {
  return (
    <span className={styles['what']}>
      {names.join(', ')}
      <span className={styles['under']}>{quantity === 1 ? '1 unit' : `${quantity} units`}</span>
    </span>
  );
}
