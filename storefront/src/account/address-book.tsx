import { useState } from 'react';
import {
  AddressFields,
  addressRules,
  emptyAddress,
  toAddressInput,
  toAddressValues,
} from '../addresses/address-fields.js';
import { AddressText } from '../addresses/address-text.js';
import { useSend } from '../api/use-send.js';
import { Badge } from '../design/badge.js';
import { Button } from '../design/button.js';
import { Dialog, DialogActions } from '../design/dialog.js';
import { Checkbox } from '../design/field.js';
import { Notice } from '../design/notices.js';
import { Panel, Row, Stack } from '../design/panel.js';
import { useToast } from '../design/toast.js';
import { useForm } from '../design/use-form.js';
import {
  type AddressPartsFragment,
  DeleteAddressDocument,
  SaveAddressDocument,
} from '../generated/documents.js';
import styles from './account.module.css';

interface Book {
  addresses: readonly AddressPartsFragment[];
  onChange: () => void;
}

/** Saved addresses, the default first. */
export function AddressBook({ addresses, onChange }: Book) {
  const [edited, setEdited] = useState<AddressPartsFragment | 'new'>();
  const { send, busy } = useSend(DeleteAddressDocument);
  const toast = useToast();
  const remove = async (id: string) => {
    const { error } = await send({ id });
    if (error !== undefined) toast(error, 'bad');
    onChange();
  };
  return (
    <Panel
      title="Addresses"
      id="addresses"
      action={
        <Button look="line" size="s" onClick={() => setEdited('new')}>
          Add one
        </Button>
      }
    >
      {addresses.length === 0 && (
        <p className={styles['soft']}>None yet. The checkout can keep one for you.</p>
      )}
      <ul className={styles['entries']}>
        {addresses.map((address, index) => (
          <li key={address.id}>
            <div>
              {index === 0 && <Badge tone="river">Default</Badge>}
              <AddressText address={address} />
            </div>
            <Row>
              <Button
                look="line"
                size="s"
                aria-label={`Change ${address.line1}`}
                onClick={() => setEdited(address)}
              >
                Change
              </Button>
              <Button
                look="quiet"
                size="s"
                busy={busy}
                aria-label={`Remove ${address.line1}`}
                onClick={() => void remove(address.id ?? '')}
              >
                Remove
              </Button>
            </Row>
          </li>
        ))}
      </ul>
      {edited && (
        <AddressDialog
          address={edited === 'new' ? undefined : edited}
          onClose={() => setEdited(undefined)}
          onSaved={onChange}
        />
      )}
    </Panel>
  );
}

function AddressDialog({
  address,
  onClose,
  onSaved,
}: {
  address: AddressPartsFragment | undefined;
  onClose: () => void;
  onSaved: () => void;
}) {
  const form = useForm(address ? toAddressValues(address) : emptyAddress, addressRules);
  const [isDefault, setDefault] = useState(false);
  const [fault, setFault] = useState<string>();
  const { send, busy } = useSend(SaveAddressDocument);
  const save = async () => {
    const input = { id: address?.id, address: toAddressInput(form.values), isDefault };
    const { error } = await send({ input });
    if (error !== undefined) return setFault(error);
    onSaved();
    onClose();
  };
  return (
    <Dialog title={address ? 'Change an address' : 'A new address'} onClose={onClose}>
      <form noValidate onSubmit={form.submit(save)}>
        <Stack>
          {fault && (
            <Notice tone="bad" live>
              {fault}
            </Notice>
          )}
          <AddressFields form={form} />
          <Checkbox
            label="Use it unless I choose another"
            checked={isDefault}
            onChange={({ target }) => setDefault(target.checked)}
          />
        </Stack>
        <DialogActions>
          <Button look="line" onClick={onClose}>
            Leave it
          </Button>
          <Button type="submit" busy={busy}>
            Save
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
