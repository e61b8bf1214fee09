/** What staff do with an order. Commands that would do something twice have a key. */
import { useIdempotencyKey } from '../../api/idempotency.js';
import { useSend } from '../../api/use-send.js';
import { Checkbox, Field, TextArea } from '../../design/field.js';
import { FormDialog } from '../../design/form-dialog.js';
import {
  ApproveReturnDocument,
  type DeskOrderFragment,
  type DeskOutcomeFragment,
  type DeskReturnFragment,
  RefundOrderDocument,
  RejectReturnDocument,
  ShipOrderDocument,
} from '../../generated/staff-documents.js';
import { formatMinor, textOf, toMajor, toMinor } from '../form-values.js';
import { readUnits, UnitFields } from './unit-fields.js';

interface OrderDialogProps {
  order: DeskOrderFragment;
  /** The order as it is afterwards. */
  onDone: (order: DeskOrderFragment, words: string) => void;
  onClose: () => void;
}

type Outcome = DeskOutcomeFragment | { __typename: 'RefundTooLarge'; message: string } | undefined;

/** Hands on the changed order, or answers why it did not change. */
export function settle(
  outcome: Outcome,
  error: string | undefined,
  onChanged: (order: DeskOrderFragment) => void,
): string | undefined {
  if (!outcome) return error;
  if (outcome.__typename !== 'OrderChanged') return outcome.message;
  onChanged(outcome.order);
  return undefined;
}

/** Units of each line that have not left. */
export const unshipped = ({ lines }: DeskOrderFragment) =>
  lines
    .map(({ sku, name, quantity, shippedQuantity }) => ({
      sku,
      name,
      quantity: quantity - shippedQuantity,
    }))
    .filter(({ quantity }) => quantity > 0);

export function ShipDialog({ order, onDone, onClose }: OrderDialogProps) {
  const { send } = useSend(ShipOrderDocument);
  const keyOf = useIdempotencyKey();
  const units = unshipped(order);
  const ship = async (values: FormData) => {
    const lines = readUnits(values, units);
    if (lines.length === 0) return 'The parcel is empty.';
    const trackingCode = textOf(values, 'trackingCode') || undefined;
    const parcel = { orderId: order.id, trackingCode, lines };
    const { data, error } = await send({ input: { ...parcel, idempotencyKey: keyOf(parcel) } });
    return settle(data?.shipOrder, error, (changed) => onDone(changed, 'The parcel is under way.'));
  };
  return (
    <FormDialog title={`Ship ${order.number}`} action="Ship" onSend={ship} onClose={onClose}>
      <UnitFields legend="What is in the parcel" units={units} />
      <Field label="Tracking code" name="trackingCode" maxLength={100} optional />
    </FormDialog>
  );
}

export function RefundDialog({ order, onDone, onClose }: OrderDialogProps) {
  const { send } = useSend(RefundOrderDocument);
  const keyOf = useIdempotencyKey();
  const { captured, refunded } = order.payment;
  const { currency } = captured;
  const left = captured.amount - refunded.amount;
  const refund = async (values: FormData) => {
    const amount = toMinor(textOf(values, 'amount'), currency);
    if (!(amount >= 1)) return 'An amount looks like 19.90.';
    const wanted = { orderId: order.id, amount, reason: textOf(values, 'reason') };
    const { data, error } = await send({ input: { ...wanted, idempotencyKey: keyOf(wanted) } });
    const words = `${formatMinor(amount, currency)} will be paid back.`;
    return settle(data?.refundOrder, error, (changed) => onDone(changed, words));
  };
  return (
    <FormDialog
      title={`Refund ${order.number}`}
      action="Pay back"
      onSend={refund}
      onClose={onClose}
    >
      <Field
        label={`Amount in ${currency}`}
        hint={`Up to ${formatMinor(left, currency)}, all that is left of what was paid.`}
        name="amount"
        inputMode="decimal"
        defaultValue={toMajor(left, currency)}
        required
      />
      <TextArea label="Reason" hint="The buyer reads it." name="reason" maxLength={500} required />
    </FormDialog>
  );
}

interface ReturnDialogProps extends OrderDialogProps {
  wanted: DeskReturnFragment;
}

export function ApproveReturnDialog({ order, wanted, onDone, onClose }: ReturnDialogProps) {
  const { send } = useSend(ApproveReturnDocument);
  const keyOf = useIdempotencyKey();
  const approve = async (values: FormData) => {
    const lines = readUnits(values, wanted.lines);
    if (lines.length === 0) return 'Nothing is back.';
    const restock = !values.has('writeOff');
    const back = { orderId: order.id, returnId: wanted.id, restock, lines };
    const { data, error } = await send({ input: { ...back, idempotencyKey: keyOf(back) } });
    const words = restock ? 'Back in stock, and paid back.' : 'Written off, and paid back.';
    return settle(data?.approveReturn, error, (changed) => onDone(changed, words));
  };
  return (
    <FormDialog title="Take goods back" action="Take back" onSend={approve} onClose={onClose}>
      <UnitFields legend="What is back" units={wanted.lines} />
      <Checkbox label="Cannot be sold again: write off" name="writeOff" value="1" />
    </FormDialog>
  );
}

export function RejectReturnDialog({ order, wanted, onDone, onClose }: ReturnDialogProps) {
  const { send } = useSend(RejectReturnDocument);
  const reject = async (values: FormData) => {
    const reason = textOf(values, 'reason');
    const input = { orderId: order.id, returnId: wanted.id, reason };
    const { data, error } = await send({ input });
    const done = (changed: DeskOrderFragment) => onDone(changed, 'The buyer is told.');
    return settle(data?.rejectReturn, error, done);
  };
  return (
    <FormDialog title="Refuse the return" action="Refuse" danger onSend={reject} onClose={onClose}>
      <TextArea label="Reason" hint="The buyer reads it." name="reason" maxLength={500} required />
    </FormDialog>
  );
}
