import { useState } from 'react';
import { useSend } from '../../api/use-send.js';
import { Badge } from '../../design/badge.js';
import { Button } from '../../design/button.js';
import { Dialog } from '../../design/dialog.js';
import { type Column, Table } from '../../design/table.js';
import { useToast } from '../../design/toast.js';
import {
  type StaffProductPartsFragment,
  WithdrawVariantDocument,
} from '../../generated/staff-documents.js';

type Variant = StaffProductPartsFragment['variants'][number];

const columns: Column<Variant>[] = [
  { key: 'name', head: 'Variant', names: true, cell: (variant) => variant.name },
  { key: 'sku', head: 'SKU', cell: ({ sku }) => <code>{sku}</code> },
  { key: 'price', head: 'Price', align: 'end', cell: ({ price }) => price.formatted },
  { key: 'available', head: 'To sell', align: 'end', cell: ({ available }) => available },
  {
    key: 'do',
    head: 'Actions',
    align: 'end',
    cell: ({ sku, withdrawnAt }) =>
      withdrawnAt ? <Badge>Withdrawn</Badge> : <Withdraw sku={sku} />,
  },
];

/** A product's variants; each can be taken off sale, for good. */
export function VariantsDialog({
  product: { name, variants },
  onClose,
}: {
  product: StaffProductPartsFragment;
  onClose: () => void;
}) {
  return (
    <Dialog title={`Variants of ${name}`} onClose={onClose}>
      <Table caption="Variants" columns={columns} rows={variants} rowKey={({ sku }) => sku} />
    </Dialog>
  );
}

/** Asks once more: it cannot be undone. */
function Withdraw({ sku }: { sku: string }) {
  const { send, busy } = useSend(WithdrawVariantDocument);
  const [isSure, setSure] = useState(false);
  const toast = useToast();
  const withdraw = async () => {
    const { error } = await send({ sku });
    if (error) toast(error, 'bad');
    else toast(`${sku} is no longer sold.`);
  };
  if (!isSure)
    return (
      <Button look="quiet" size="s" aria-label={`Withdraw ${sku}`} onClick={() => setSure(true)}>
        Withdraw
      </Button>
    );
  return (
    <Button look="danger" size="s" busy={busy} onClick={() => void withdraw()}>
      For good?
    </Button>
  );
}
