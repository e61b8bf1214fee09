import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useForgetEverything } from '../api/shop-client.js';
import { useSend } from '../api/use-send.js';
import { Button } from '../design/button.js';
import { Dialog, DialogActions } from '../design/dialog.js';
import { Field } from '../design/field.js';
import { Notice } from '../design/notices.js';
import { Panel, Stack } from '../design/panel.js';
import { useToast } from '../design/toast.js';
import { required, useForm } from '../design/use-form.js';
import { CloseAccountDocument } from '../generated/documents.js';
import styles from './account.module.css';

export function CloseAccount() {
  const [asked, setAsked] = useState(false);
  return (
    <Panel title="Close the account" id="close">
      <Stack gap="s">
        <p className={styles['soft']}>
          Your name, addresses and e-mail address are erased everywhere. This cannot be undone.
        </p>
        <div>
          <Button look="danger" size="s" onClick={() => setAsked(true)}>
            Close my account
          </Button>
        </div>
      </Stack>
      {asked && <CloseDialog onClose={() => setAsked(false)} />}
    </Panel>
  );
}

function CloseDialog({ onClose }: { onClose: () => void }) {
  const { send, busy } = useSend(CloseAccountDocument);
  const form = useForm({ password: '' }, { password: required('Your password, please.') });
  const [fault, setFault] = useState<string>();
  const forget = useForgetEverything();
  const navigate = useNavigate();
  const toast = useToast();
  const close = async ({ password }: { password: string }) => {
    const { data, error } = await send({ password });
    if (data?.closeAccount.__typename !== 'AccountClosed')
      return setFault(error ?? data?.closeAccount.message);
    await navigate('/');
    forget();
    toast('Your account is closed. Farewell.');
  };
  return (
    <Dialog title="Close your account?" onClose={onClose}>
      <form noValidate onSubmit={form.submit(close)}>
        <Stack>
          <p>
            What has left is still delivered; other orders are cancelled and paid back. Everything
            personal is erased.
          </p>
          {fault && (
            <Notice tone="bad" live>
              {fault}
            </Notice>
          )}
          <Field
            {...form.bind('password')}
            type="password"
            label="Your password, again"
            autoComplete="current-password"
            required
          />
        </Stack>
        <DialogActions>
          <Button look="line" onClick={onClose}>
            Keep it
          </Button>
          <Button type="submit" look="danger" busy={busy}>
            Close my account
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
