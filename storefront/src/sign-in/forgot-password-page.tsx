import { useState } from 'react';
import { Link } from 'react-router';
import { useSend } from '../api/use-send.js';
import { Button } from '../design/button.js';
import { Field } from '../design/field.js';
import { Notice } from '../design/notices.js';
import { emailRule, useForm } from '../design/use-form.js';
import { RequestPasswordResetDocument } from '../generated/documents.js';
import { SignInFrame } from './sign-in-frame.js';
import styles from './sign-in.module.css';

export default function ForgotPasswordPage() {
  const { send, busy } = useSend(RequestPasswordResetDocument);
  const form = useForm({ email: '' }, { email: emailRule });
  const [outcome, setOutcome] = useState<{ sent: boolean; words: string }>();
  const ask = async ({ email }: { email: string }) => {
    const { error } = await send({ email });
    setOutcome(
      error === undefined
        ? { sent: true, words: `If ${email} has an account, a mail with a link is on its way.` }
        : { sent: false, words: error },
    );
  };
  return (
    <SignInFrame title="Forgot your password?" foot={<Link to="/sign-in">Back to signing in</Link>}>
      {outcome && (
        <Notice tone={outcome.sent ? 'good' : 'bad'} live>
          {outcome.words}
        </Notice>
      )}
      {!outcome?.sent && (
        <form noValidate className={styles['form']} onSubmit={form.submit(ask)}>
          <Field
            {...form.bind('email')}
            type="email"
            label="E-mail address"
            hint="We mail you a link to set a new one."
            autoComplete="username"
            required
          />
          <Button type="submit" size="l" wide busy={busy}>
            Mail me a link
          </Button>
        </form>
      )}
    </SignInFrame>
  );
}
