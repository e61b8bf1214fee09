/** What staff do with a variant's stock. Each command has a key, so that sending it again does nothing twice. */
import { useIdempotencyKey } from '../../api/idempotency.js';
import { useSend } from '../../api/use-send.js';
import { Field } from '../../design/field.js';
import { FormDialog } from '../../design/form-dialog.js';
import { useToast } from '../../design/toast.js';
import {
  AdjustStockDocument,
  ReceiveStockDocument,
  SetLowStockThresholdDocument,
  SetPriceDocument,
  type StockRowPartsFragment,
} from '../../generated/staff-documents.js';
import { textOf, toMajor, toMinor, wholeOf } from '../form-values.js';

export interface StockDialogProps {
  row: StockRowPartsFragment;
  onClose: () => void;
}

const nameOf = ({ productName, name }: StockRowPartsFragment) => `${productName}, ${name}`;

export function ReceiveDialog({ row, onClose }: StockDialogProps) {
  const { send } = useSend(ReceiveStockDocument);
  const keyOf = useIdempotencyKey();
  const toast = useToast();
  const receive = async (values: FormData) => {
    const delivery = {
      sku: row.sku,
      quantity: wholeOf(values, 'quantity'),
      reference: textOf(values, 'reference'),
    };
    const { data, error } = await send({ input: { ...delivery, idempotencyKey: keyOf(delivery) } });
    if (data) toast(`${delivery.quantity} received: ${data.receiveStock.available} can be bought.`);
    return error;
  };
  return (
    <FormDialog title="Receive stock" action="Receive" onSend={receive} onClose={onClose}>
      <p>{nameOf(row)}</p>
      <Field label="Units" name="quantity" type="number" min={1} max={1_000_000} required />
      <Field
        label="Reference"
        hint="Delivery note or purchase order"
        name="reference"
        maxLength={200}
        required
      />
    </FormDialog>
  );
}

export function AdjustDialog({ row, onClose }: StockDialogProps) {
  const { send } = useSend(AdjustStockDocument);
  const keyOf = useIdempotencyKey();
  const toast = useToast();
  const adjust = async (values: FormData) => {
    const delta = wholeOf(values, 'counted') - row.onHand;
    if (delta === 0) return 'That is what the books say already.';
    const correction = { sku: row.sku, delta, reason: textOf(values, 'reason') };
    const input = { ...correction, idempotencyKey: keyOf(correction) };
    const { data, error } = await send({ input });
    if (data?.adjustStock.__typename === 'StockTooLow') return data.adjustStock.message;
    if (data) toast(`The count of ${row.sku} is ${wholeOf(values, 'counted')} now.`);
    return error;
  };
  return (
    <FormDialog title="Correct the count" action="Correct" onSend={adjust} onClose={onClose}>
      <p>{nameOf(row)}</p>
      <Field
        label="Units on the shelf"
        hint={`The books say ${row.onHand}, of which ${row.reserved} are set aside for orders.`}
        name="counted"
        type="number"
        min={0}
        max={1_000_000}
        defaultValue={row.onHand}
        required
      />
      <Field label="Reason" hint="For the ledger" name="reason" maxLength={200} required />
    </FormDialog>
  );
}

export function PriceDialog({ row, onClose }: StockDialogProps) {
  const { send } = useSend(SetPriceDocument);
  const toast = useToast();
  const { currency } = row.price;
  const price = async (values: FormData) => {
    const amount = toMinor(textOf(values, 'price'), currency);
    if (!(amount >= 1)) return 'A price looks like 19.90.';
    const { data, error } = await send({ input: { sku: row.sku, amount, currency } });
    if (data) toast(`${row.sku} now costs ${data.setPrice.price.formatted}.`);
    return error;
  };
  return (
    <FormDialog title="Set the price" action="Set price" onSend={price} onClose={onClose}>
      <p>{nameOf(row)}</p>
      <Field
        label={`Price in ${currency}`}
        hint="For carts and orders from now on."
        name="price"
        inputMode="decimal"
        defaultValue={toMajor(row.price.amount, currency)}
        required
      />
    </FormDialog>
  );
}

export function ThresholdDialog({ row, onClose }: StockDialogProps) {
  const { send } = useSend(SetLowStockThresholdDocument);
  const toast = useToast();
  const set = async (values: FormData) => {
    const threshold = wholeOf(values, 'threshold');
    const { data, error } = await send({ input: { sku: row.sku, threshold } });
    if (data) toast(`You are told when ${threshold} or fewer are left.`);
    return error;
  };
  return (
    <FormDialog title="When to warn" action="Set" onSend={set} onClose={onClose}>
      <p>{nameOf(row)}</p>
      <Field
        label="Warn when no more are left than"
        hint="0: when it is sold out."
        name="threshold"
        type="number"
        min={0}
        max={1_000_000}
        defaultValue={row.lowStockThreshold}
        required
      />
    </FormDialog>
  );
}
