import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useForgetEverything } from '../api/shop-client.js';
import { useSend } from '../api/use-send.js';
import { Button, ButtonLink } from '../design/button.js';
import { Field } from '../design/field.js';
import { Notice } from '../design/notices.js';
import { passwordRule, useForm } from '../design/use-form.js';
import { ResetPasswordDocument } from '../generated/documents.js';
import { SignInFrame } from './sign-in-frame.js';
import styles from './sign-in.module.css';

/** Where the link in the mail leads: a new password. */
export default function ResetPasswordPage() {
  const [params] = useSearchParams();
  const { send, busy } = useSend(ResetPasswordDocument);
  const form = useForm({ password: '' }, { password: passwordRule });
  const [fault, setFault] = useState<string>();
  const [done, setDone] = useState<string>();
  const forget = useForgetEverything();
  const token = params.get('token');
  const reset = async ({ password }: { password: string }) => {
    const { data, error } = await send({ input: { token: token ?? '', password } });
    if (error !== undefined) return setFault(error);
    if (data.resetPassword.__typename !== 'PasswordReset')
      return setFault(data.resetPassword.message);
    setDone(data.resetPassword.message);
    forget();
  };
  if (done)
    return (
      <SignInFrame title="Your password is new">
        <Notice tone="good" live>
          {done}
        </Notice>
        <ButtonLink to="/sign-in" wide>
          Sign in
        </ButtonLink>
      </SignInFrame>
    );
  return (
    <SignInFrame
      title="A new password"
      foot={<Link to="/forgot-password">Ask for another link</Link>}
    >
      {!token && (
        <Notice tone="warn">
          This address lacks what the mail’s link has. Please follow the link itself.
        </Notice>
      )}
      <form noValidate className={styles['form']} onSubmit={form.submit(reset)}>
        {fault && (
          <Notice tone="bad" live>
            {fault}
          </Notice>
        )}
        <Field
          {...form.bind('password')}
          type="password"
          label="New password"
          hint="10 characters or more. You will be signed out everywhere."
          autoComplete="new-password"
          maxLength={200}
          required
        />
        <Button type="submit" size="l" wide busy={busy}>
          Set the password
        </Button>
      </form>
    </SignInFrame>
  );
}
