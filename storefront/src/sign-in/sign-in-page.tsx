import { useState } from 'react';
import { Link, useLocation } from 'react-router';
import { useSend } from '../api/use-send.js';
import { Button } from '../design/button.js';
import { Field } from '../design/field.js';
import { Notice } from '../design/notices.js';
import { emailRule, required, useForm } from '../design/use-form.js';
import { LoginDocument } from '../generated/documents.js';
import { useAfterSignIn } from './after-sign-in.js';
import { SignInFrame } from './sign-in-frame.js';
import styles from './sign-in.module.css';

export default function SignInPage() {
  const { search } = useLocation();
  const { send, busy } = useSend(LoginDocument);
  const form = useForm(
    { email: '', password: '' },
    { email: emailRule, password: required('Your password, please.') },
  );
  const [fault, setFault] = useState<string>();
  const goOn = useAfterSignIn();
  const signIn = async (values: { email: string; password: string }) => {
    const { data, error } = await send({ input: values });
    if (error !== undefined) return setFault(error);
    const outcome = data.login;
    if (outcome.__typename === 'SignedIn') await goOn(outcome.bringsGuest);
    else if (outcome.__typename === 'TooManyAttempts')
      setFault(`${outcome.message} Try again in ${waitText(outcome.retryAfterSeconds)}.`);
    else setFault(outcome.message);
  };
  return (
    <SignInFrame
      title="Sign in"
      foot={
        <>
          <Link to="/forgot-password">Forgot your password?</Link>
          <span>
            New here? <Link to={`/register${search}`}>Open an account</Link>
          </span>
        </>
      }
    >
      <form noValidate className={styles['form']} onSubmit={form.submit(signIn)}>
        {fault && (
          <Notice tone="bad" live>
            {fault}
          </Notice>
        )}
        <Field
          {...form.bind('email')}
          type="email"
          label="E-mail address"
          autoComplete="username"
          required
        />
        <Field
          {...form.bind('password')}
          type="password"
          label="Password"
          autoComplete="current-password"
          required
        />
        <Button type="submit" size="l" wide busy={busy}>
          Sign in
        </Button>
      </form>
    </SignInFrame>
  );
}

const waitText = (seconds: number) =>
  seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
