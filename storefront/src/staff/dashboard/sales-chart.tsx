/** Loaded apart from the page: it brings the chart library along. */
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { Currency, StaffDashboardQuery } from '../../generated/staff-documents.js';
import { formatMinor } from '../form-values.js';
import { formatDay } from '../times.js';
import { axis, tooltip } from './chart-look.js';

type Day = NonNullable<StaffDashboardQuery['dashboardPage']['sales']>[number];

export default function SalesChart({
  sales,
  currency,
}: {
  sales: readonly Day[];
  currency: Currency;
}) {
  const bars = sales.map(({ day, totals }) => ({
    day: formatDay(day),
    amount: totals.find((total) => total.currency === currency)?.amount ?? 0,
  }));
  const short = (amount: number) =>
    formatMinor(amount, currency, { notation: 'compact', maximumFractionDigits: 1 });
  return (
    <ResponsiveContainer width="100%" height={260} initialDimension={{ width: 640, height: 260 }}>
      <BarChart data={bars} accessibilityLayer={false} margin={{ top: 8, right: 0, left: 0 }}>
        <CartesianGrid vertical={false} stroke="var(--color-line)" />
        <XAxis dataKey="day" {...axis} minTickGap={24} />
        <YAxis {...axis} width={64} tickFormatter={short} allowDecimals={false} />
        <Tooltip
          {...tooltip}
          formatter={(amount) => [formatMinor(Number(amount), currency), 'Sold']}
        />
        <Bar
          dataKey="amount"
          fill="var(--color-river)"
          radius={[4, 4, 0, 0]}
          isAnimationActive={false}
        />
      </BarChart>
    </ResponsiveContainer>
  );
}
