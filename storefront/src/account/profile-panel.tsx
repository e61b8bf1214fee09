import { useNavigate } from 'react-router';
import { useForgetEverything } from '../api/shop-client.js';
import { useSend } from '../api/use-send.js';
import { Button } from '../design/button.js';
import { Field } from '../design/field.js';
import { Moment } from '../design/moment.js';
import { Notice } from '../design/notices.js';
import { Panel, Stack } from '../design/panel.js';
import { useToast } from '../design/toast.js';
import { required, useForm } from '../design/use-form.js';
import {
  LogoutDocument,
  type ProfilePartsFragment,
  ResendVerificationDocument,
  UpdateProfileDocument,
} from '../generated/documents.js';
import styles from './account.module.css';

export function ProfilePanel({ profile }: { profile: ProfilePartsFragment }) {
  const { send, busy } = useSend(UpdateProfileDocument);
  const form = useForm({ name: profile.name }, { name: required('Your name, please.') });
  const toast = useToast();
  const save = async ({ name }: { name: string }) => {
    const { error } = await send({ input: { name: name.trim() } });
    if (error === undefined) toast('Your name is saved.');
    else toast(error, 'bad');
  };
  return (
    <Panel title="You" id="profile" action={<SignOut />}>
      <Stack>
        <p>
          {profile.email}
          <span className={styles['soft']}>
            {' '}
            · here since <Moment at={profile.memberSince} only="date" />
          </span>
        </p>
        {!profile.emailVerified && <Verify />}
        <form noValidate className={styles['inline']} onSubmit={form.submit(save)}>
          <Field {...form.bind('name')} label="Name" autoComplete="name" maxLength={100} required />
          <Button type="submit" look="line" busy={busy}>
            Save
          </Button>
        </form>
      </Stack>
    </Panel>
  );
}

function SignOut() {
  const { send, busy } = useSend(LogoutDocument);
  const forget = useForgetEverything();
  const navigate = useNavigate();
  const toast = useToast();
  const signOut = async () => {
    const { error } = await send({});
    if (error !== undefined) return toast(error, 'bad');
    await navigate('/');
    forget();
    toast('You are signed out.');
  };
  return (
    <Button look="line" size="s" busy={busy} onClick={() => void signOut()}>
      Sign out
    </Button>
  );
}

function Verify() {
  const { send, busy } = useSend(ResendVerificationDocument);
  const toast = useToast();
  const again = async () => {
    const { error } = await send({});
    if (error === undefined) toast('The mail is on its way.');
    else toast(error, 'bad');
  };
  return (
    <Notice
      tone="warn"
      title="Your e-mail address is not verified"
      action={
        <Button look="line" size="s" busy={busy} onClick={() => void again()}>
          Send the mail again
        </Button>
      }
    >
      Please follow the link in the mail that we sent.
    </Notice>
  );
}
