import { useSend } from '../../api/use-send.js';
import { Button } from '../../design/button.js';
import { type Column, Table } from '../../design/table.js';
import { useToast } from '../../design/toast.js';
import {
  type JobsService,
  ReplayJobDocument,
  type ServiceJobsPartsFragment,
} from '../../generated/staff-documents.js';
import { formatTime } from '../times.js';
import styles from './jobs.module.css';

type Letter = ServiceJobsPartsFragment['deadLetters'][number];

const columnsFor = (service: JobsService): Column<Letter>[] => [
  { key: 'event', head: 'Given up', names: true, cell: ({ event }) => event },
  { key: 'queue', head: 'Queue', cell: ({ queue }) => queue },
  { key: 'at', head: 'When', cell: ({ failedAt }) => formatTime(failedAt) },
  { key: 'tries', head: 'Tries', align: 'end', cell: ({ attempts }) => attempts },
  { key: 'reason', head: 'Why', cell: ({ reason }) => reason },
  {
    key: 'do',
    head: 'Actions',
    align: 'end',
    cell: (letter) => <SendAgain service={service} letter={letter} />,
  },
];

/** The latest that was given up, each with its reason. */
export function DeadLetters({
  service,
  name,
  letters,
}: {
  service: JobsService;
  name: string;
  letters: readonly Letter[];
}) {
  if (letters.length === 0) return <p className={styles['soft']}>Nothing was given up.</p>;
  return (
    <Table
      caption={`Given up: ${name}`}
      columns={columnsFor(service)}
      rows={letters}
      rowKey={({ queue, id }) => `${queue} ${id}`}
    />
  );
}

function SendAgain({
  service,
  letter: { queue, id, event },
}: {
  service: JobsService;
  letter: Letter;
}) {
  const { send, busy } = useSend(ReplayJobDocument);
  const toast = useToast();
  const replay = async () => {
    const { data, error } = await send({ input: { service, queue, id } });
    if (data?.replayJob.__typename === 'JobReplayed') toast(`${event} is in its queue again.`);
    else toast(data ? data.replayJob.message : error, 'bad');
  };
  return (
    <Button look="line" size="s" busy={busy} onClick={() => void replay()}>
      Send again
    </Button>
  );
}
