import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { useIdempotencyKey } from '../../api/idempotency.js';
import { useSend } from '../../api/use-send.js';
import { Button } from '../../design/button.js';
import { Field } from '../../design/field.js';
import { Notice } from '../../design/notices.js';
import { ImportCatalogueDocument } from '../../generated/staff-documents.js';
import { StaffHead } from '../staff-page.js';
import styles from './catalogue.module.css';
import { ImportProgress } from './import-progress.js';
import { importKinds, readImportFile } from './read-import-file.js';

const sample = `slug,name,description,category,sku,variant,amount,currency,quantity
river-mug,River mug,Holds a lot.,mugs,RIVER-MUG-S,Small,1490,EUR,20
river-mug,,,,RIVER-MUG-L,Large,1990,EUR,10`;

/** Adds products from a file: hands it in, then shows how far it is and what was refused. */
export default function ImportPage() {
  const { id } = useParams();
  return (
    <>
      <StaffHead
        title="Import products"
        intro="From a table (CSV) or JSON, of 900 kB and 10,000 lines at most. What is there already is left alone."
      />
      {id ? <ImportProgress key={id} id={id} /> : <ImportForm />}
    </>
  );
}

function ImportForm() {
  const { send, busy } = useSend(ImportCatalogueDocument);
  const [fault, setFault] = useState<string>();
  const keyOf = useIdempotencyKey();
  const navigate = useNavigate();
  const hand = async (values: FormData) => {
    const chosen = values.get('file');
    if (!(chosen instanceof File)) return;
    const file = await readImportFile(chosen);
    if (typeof file === 'string') return setFault(file);
    const { data, error } = await send({ input: { ...file, idempotencyKey: keyOf(file) } });
    if (data) await navigate(`/staff/catalogue/import/${data.importCatalogue.id}`);
    else setFault(error?.replace(/^"input\.\w+": /, ''));
  };
  return (
    <>
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          setFault(undefined);
          void hand(new FormData(event.currentTarget));
        }}
      >
        <Field label="File" name="file" type="file" accept={importKinds} required />
        {fault && (
          <Notice tone="bad" live title="The file was not taken.">
            {fault}
          </Notice>
        )}
        <div className={styles['buttons']}>
          <Button type="submit" busy={busy}>
            Import
          </Button>
        </div>
      </form>
      <section className={styles['help']} aria-labelledby="shape">
        <h2 id="shape">What a table looks like</h2>
        <p>
          A row for each variant; rows with the same slug are one product, which the first of them
          describes. Amounts are in cents. Also known: <code>image</code>, <code>imageAlt</code>.
        </p>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard */}
        <pre className={styles['code']} tabIndex={0}>
          {sample}
        </pre>
      </section>
    </>
  );
}
