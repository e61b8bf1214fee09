import { useEffect, useState } from 'react';
import { UnavailableNotice } from '../../api/unavailable.js';
import { usePage } from '../../api/use-page.js';
import { Button, ButtonLink } from '../../design/button.js';
import { Notice } from '../../design/notices.js';
import { ProgressBar } from '../../design/progress-bar.js';
import { type Column, Table } from '../../design/table.js';
import { type ImportPartsFragment, StaffImportDocument } from '../../generated/staff-documents.js';
import { WhenLoaded } from '../staff-page.js';
import styles from './catalogue.module.css';

/** Quickly at first, then more slowly; after that many looks a person has to ask. */
const firstPauseMs = 500;
const longestPauseMs = 5_000;
const maxLooks = 200;

const isOver = ({ status }: ImportPartsFragment) => status === 'COMPLETED' || status === 'FAILED';

/** How far an import is, until it is over. */
export function ImportProgress({ id }: { id: string }) {
  const page = usePage(StaffImportDocument, { id });
  const { reload } = page;
  const [looks, setLooks] = useState(0);
  const found = page.data?.importPage.import;
  const waits = !(found && isOver(found)) && looks < maxLooks;
  useEffect(() => {
    const pauseMs = Math.min(longestPauseMs, firstPauseMs * 1.1 ** looks);
    const look = () => {
      reload();
      setLooks(looks + 1);
    };
    const timer = waits ? setTimeout(look, pauseMs) : undefined;
    return () => clearTimeout(timer);
  }, [waits, looks, reload]);
  return (
    <WhenLoaded page={page} what="the import">
      {({ importPage }) => (
        <div className={styles['result']}>
          <UnavailableNotice unavailable={importPage.unavailable} onRetry={reload} />
          {importPage.import && <Progress found={importPage.import} />}
          <div className={styles['buttons']}>
            {looks >= maxLooks && (
              <Button look="line" onClick={() => setLooks(0)}>
                Look again
              </Button>
            )}
            <ButtonLink to="/staff/catalogue/import" look="line">
              Another file
            </ButtonLink>
            <ButtonLink to="/staff/catalogue" look="quiet">
              To the catalogue
            </ButtonLink>
          </div>
        </div>
      )}
    </WhenLoaded>
  );
}

function Progress({ found }: { found: ImportPartsFragment }) {
  const { status, processed, total, failures } = found;
  return (
    <>
      <ProgressBar label={`${processed} of ${total} lines`} value={processed} max={total} />
      {status === 'QUEUED' && <Notice>It waits for its turn.</Notice>}
      {status === 'FAILED' && (
        <Notice tone="bad" live title="The import stopped.">
          What was done stays. Import the file again: what is there is left alone.
        </Notice>
      )}
      {status === 'COMPLETED' && <Done refused={failures.length} />}
      {failures.length > 0 && <Failures failures={failures} />}
    </>
  );
}

/** The server keeps so many refusals. */
const failuresKept = 100;

function Done({ refused }: { refused: number }) {
  if (refused === 0)
    return (
      <Notice tone="good" live title="All of it is in the catalogue.">
        New products can be found within a minute.
      </Notice>
    );
  const count =
    refused >= failuresKept ? `${failuresKept} lines or more` : `${refused} of the lines`;
  return (
    <Notice tone="warn" live title="The import is done.">
      {refused === 1 ? 'One line was refused.' : `${count} were refused.`}
    </Notice>
  );
}

type Failure = ImportPartsFragment['failures'][number];

const columns: Column<Failure>[] = [
  { key: 'line', head: 'Line', names: true, cell: ({ line }) => line },
  { key: 'reason', head: 'Why it was refused', cell: ({ reason }) => reason },
];

const Failures = ({ failures }: { failures: readonly Failure[] }) => (
  <Table
    caption="Refused lines"
    columns={columns}
    rows={failures}
    rowKey={({ line }) => String(line)}
  />
);
