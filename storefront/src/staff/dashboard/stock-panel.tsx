import { lazy } from 'react';
import { Link } from 'react-router';
import { type Column, Table } from '../../design/table.js';
import type { StaffDashboardQuery, StockLevel } from '../../generated/staff-documents.js';
import { AvailabilityBadge } from '../../shop/availability.js';
import styles from './dashboard.module.css';
import { ChartFrame, Figure } from './figures.js';

const StockChart = lazy(() => import('./stock-chart.js'));

type Stock = NonNullable<StaffDashboardQuery['dashboardPage']['stock']>;
type Category = Stock['categories'][number];
type Scarce = Stock['scarce'][number];

const levelNames: Record<StockLevel, string> = {
  IN_STOCK: 'Variants in stock',
  LOW: 'Only a few left',
  OUT: 'Sold out',
};

const categoryColumns: Column<Category>[] = [
  { key: 'name', head: 'Category', names: true, cell: ({ category }) => category.name },
  { key: 'variants', head: 'Variants', align: 'end', cell: ({ variants }) => variants },
  { key: 'soldOut', head: 'Sold out', align: 'end', cell: ({ soldOut }) => soldOut },
  {
    key: 'units',
    head: 'Units to sell',
    align: 'end',
    cell: ({ units }) => units.toLocaleString('en'),
  },
];

const scarceColumns: Column<Scarce>[] = [
  {
    key: 'name',
    head: 'Scarce',
    names: true,
    cell: ({ sku, productName, name }) => (
      <Link to={`/staff/stock?query=${encodeURIComponent(sku)}`}>{`${productName}, ${name}`}</Link>
    ),
  },
  { key: 'state', head: 'State', cell: (row) => <AvailabilityBadge {...row} /> },
  { key: 'at', head: 'Warn at', align: 'end', cell: (row) => row.lowStockThreshold },
];

/** How much of the catalogue is there, and what is not. */
export function StockPanel({ stock: { levels, categories, scarce } }: { stock: Stock }) {
  return (
    <section className={styles['panel']} aria-labelledby="stock">
      <h2 id="stock">Stock</h2>
      <dl className={styles['figures']}>
        {levels.map(({ level, variants }) => (
          <Figure key={level} label={levelNames[level]}>
            {variants.toLocaleString('en')}
          </Figure>
        ))}
      </dl>
      <div className={styles['halves']}>
        <ChartFrame
          label={`Variants by category, ${categories.length} categories`}
          chart={<StockChart categories={categories} />}
          table={
            <Table
              caption="Stock by category"
              columns={categoryColumns}
              rows={categories}
              rowKey={({ category }) => category.slug}
            />
          }
        />
        {scarce.length > 0 ? (
          <Table
            caption="Scarce variants"
            columns={scarceColumns}
            rows={scarce}
            rowKey={({ sku }) => sku}
          />
        ) : (
          <p>Nothing is scarce.</p>
        )}
      </div>
    </section>
  );
}
