import { useSearchParams } from 'react-router';
import { UnavailableNotice } from '../../api/unavailable.js';
import { usePage } from '../../api/use-page.js';
import { Select } from '../../design/field.js';
import { StaffDashboardDocument } from '../../generated/staff-documents.js';
import { StaffHead, WhenLoaded } from '../staff-page.js';
import styles from './dashboard.module.css';
import { SalesPanel } from './sales-panel.js';
import { StockPanel } from './stock-panel.js';

const spans = [7, 30, 90] as const;

/** Sales and stock at a glance. */
export default function DashboardPage() {
  const [params, setParams] = useSearchParams();
  const days = spans.find((span) => String(span) === params.get('days')) ?? 30;
  const page = usePage(StaffDashboardDocument, { days });
  return (
    <>
      <StaffHead title="Dashboard">
        <Select
          label="Sales of the last"
          value={days}
          onChange={(event) => setParams({ days: event.target.value }, { replace: true })}
        >
          {spans.map((span) => (
            <option key={span} value={span}>
              {span} days
            </option>
          ))}
        </Select>
      </StaffHead>
      <WhenLoaded page={page} what="the figures">
        {({ dashboardPage: { sales, stock, unavailable } }) => (
          <div className={styles['panels']}>
            <UnavailableNotice unavailable={unavailable} onRetry={page.reload} />
            {sales && <SalesPanel sales={sales} />}
            {stock && <StockPanel stock={stock} />}
          </div>
        )}
      </WhenLoaded>
    </>
  );
}
