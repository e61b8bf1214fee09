/** Loaded apart from the page: it brings the chart library along. */
import { Bar, BarChart, Legend, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { StaffDashboardQuery } from '../../generated/staff-documents.js';
import { axis, tooltip } from './chart-look.js';

type Stock = NonNullable<StaffDashboardQuery['dashboardPage']['stock']>;

const barHeight = 34;

export default function StockChart({ categories }: { categories: Stock['categories'] }) {
  const bars = categories.map(({ category, variants, soldOut }) => ({
    category: category.name,
    'In stock': variants - soldOut,
    'Sold out': soldOut,
  }));
  const height = bars.length * barHeight + 70;
  return (
    <ResponsiveContainer width="100%" height={height} initialDimension={{ width: 480, height }}>
      <BarChart layout="vertical" data={bars} accessibilityLayer={false} margin={{ right: 12 }}>
        <XAxis type="number" {...axis} allowDecimals={false} />
        <YAxis type="category" dataKey="category" {...axis} width={92} />
        <Tooltip {...tooltip} />
        <Legend />
        <Bar dataKey="In stock" stackId="s" fill="var(--color-river)" isAnimationActive={false} />
        <Bar dataKey="Sold out" stackId="s" fill="var(--color-clay)" isAnimationActive={false} />
      </BarChart>
    </ResponsiveContainer>
  );
}
