import { UnavailableNotice } from '../../api/unavailable.js';
import { usePage } from '../../api/use-page.js';
import { Button } from '../../design/button.js';
import { type Column, Table } from '../../design/table.js';
import {
  type JobsService,
  type ServiceJobsPartsFragment,
  StaffJobsDocument,
} from '../../generated/staff-documents.js';
import { StaffHead, WhenLoaded } from '../staff-page.js';
import { formatTime } from '../times.js';
import { DeadLetters } from './dead-letters.js';
import styles from './jobs.module.css';

type Queue = ServiceJobsPartsFragment['queues'][number];
type Schedule = ServiceJobsPartsFragment['schedules'][number];

const names: Record<JobsService, string> = {
  USERS: 'Accounts, mail and push',
  ORDERS: 'Orders and payments',
  INVENTORY: 'Catalogue and stock',
};

const queueColumns: Column<Queue>[] = [
  { key: 'name', head: 'Queue', names: true, cell: ({ name }) => name },
  { key: 'waiting', head: 'Waiting', align: 'end', cell: ({ waiting }) => waiting },
  { key: 'active', head: 'Under way', align: 'end', cell: ({ active }) => active },
  { key: 'delayed', head: 'Later', align: 'end', cell: ({ delayed }) => delayed },
  {
    key: 'failed',
    head: 'Given up',
    align: 'end',
    cell: ({ failed }) => (failed > 0 ? <strong className={styles['bad']}>{failed}</strong> : 0),
  },
];

const scheduleColumns: Column<Schedule>[] = [
  { key: 'name', head: 'Schedule', names: true, cell: ({ name }) => name },
  { key: 'when', head: 'When', cell: (schedule) => timetableOf(schedule) },
  {
    key: 'next',
    head: 'Next',
    cell: ({ nextRunAt }) => (nextRunAt ? formatTime(nextRunAt) : '–'),
  },
  {
    key: 'failure',
    head: 'Lately failed',
    cell: ({ lastFailure }) =>
      lastFailure ? `${formatTime(lastFailure.at)}: ${lastFailure.reason}` : '–',
  },
];

function timetableOf({ everyMs, pattern }: Schedule): string {
  if (!everyMs) return `${pattern ?? '?'} (UTC)`;
  return everyMs < 120_000 ? `every ${everyMs / 1_000} s` : `every ${everyMs / 60_000} min`;
}

/** The background work of each service, and sending again what was given up. */
export default function JobsPage() {
  const page = usePage(StaffJobsDocument);
  return (
    <>
      <StaffHead title="Jobs" intro="What the services do in the background.">
        <Button look="line" onClick={page.reload}>
          Look again
        </Button>
      </StaffHead>
      <WhenLoaded page={page} what="the queues">
        {({ jobsPage: { users, orders, inventory, unavailable } }) => (
          <div className={styles['services']}>
            <UnavailableNotice unavailable={unavailable} onRetry={page.reload} />
            <Service service="ORDERS" jobs={orders} />
            <Service service="INVENTORY" jobs={inventory} />
            <Service service="USERS" jobs={users} />
          </div>
        )}
      </WhenLoaded>
    </>
  );
}

function Service({
  service,
  jobs,
}: {
  service: JobsService;
  jobs: ServiceJobsPartsFragment | null | undefined;
}) {
  if (!jobs) return null;
  const name = names[service];
  return (
    <section className={styles['service']} aria-labelledby={service}>
      <h2 id={service}>{name}</h2>
      <Table
        caption={`Queues: ${name}`}
        columns={queueColumns}
        rows={jobs.queues}
        rowKey={(queue) => queue.name}
      />
      <Table
        caption={`Schedules: ${name}`}
        columns={scheduleColumns}
        rows={jobs.schedules}
        rowKey={(schedule) => schedule.name}
      />
      <DeadLetters service={service} name={name} letters={jobs.deadLetters} />
    </section>
  );
}
