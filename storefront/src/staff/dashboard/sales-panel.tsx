import { lazy } from 'react';
import { type Column, Table } from '../../design/table.js';
import type { Currency, StaffDashboardQuery } from '../../generated/staff-documents.js';
import { formatMinor } from '../form-values.js';
import { formatDay } from '../times.js';
import styles from './dashboard.module.css';
import { ChartFrame, Figure } from './figures.js';

const SalesChart = lazy(() => import('./sales-chart.js'));

type Day = NonNullable<StaffDashboardQuery['dashboardPage']['sales']>[number];

const columns: Column<Day>[] = [
  { key: 'day', head: 'Day (UTC)', names: true, cell: ({ day }) => formatDay(day) },
  { key: 'orders', head: 'Orders', align: 'end', cell: ({ orders }) => orders },
  {
    key: 'total',
    head: 'Sold',
    align: 'end',
    cell: ({ totals }) => totals.map(({ formatted }) => formatted).join(' + ') || '–',
  },
];

/** What was sold, by day. */
export function SalesPanel({ sales }: { sales: readonly Day[] }) {
  const sums = sumByCurrency(sales);
  const orders = sales.reduce((sum, day) => sum + day.orders, 0);
  const [main] = sums[0] ?? ['EUR' as const];
  const words = sums.map(([currency, sum]) => formatMinor(sum, currency)).join(' + ');
  const label = `Sales by day in ${main}: ${words || 'nothing'} in ${sales.length} days`;
  return (
    <section className={styles['panel']} aria-labelledby="sales">
      <h2 id="sales">Sales</h2>
      <dl className={styles['figures']}>
        <Figure label="Paid orders">{orders.toLocaleString('en')}</Figure>
        {sums.map(([currency, sum]) => (
          <Figure key={currency} label={`Sold in ${currency}`}>
            {formatMinor(sum, currency)}
          </Figure>
        ))}
      </dl>
      <ChartFrame
        label={label}
        chart={<SalesChart sales={sales} currency={main} />}
        table={
          <Table
            caption="Sales by day"
            columns={columns}
            rows={sales.toReversed()}
            rowKey={({ day }) => day}
          />
        }
      />
    </section>
  );
}

/** The most sold currency first. */
function sumByCurrency(sales: readonly Day[]): [Currency, number][] {
  const sums = new Map<Currency, number>();
  for (const { totals } of sales)
    for (const { currency, amount } of totals)
      sums.set(currency, (sums.get(currency) ?? 0) + amount);
  return [...sums].toSorted(([, a], [, b]) => b - a);
}
