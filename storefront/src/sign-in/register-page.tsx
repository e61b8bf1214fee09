import { useState } from 'react';
import { Link, useLocation } from 'react-router';
import { useSend } from '../api/use-send.js';
import { Button } from '../design/button.js';
import { Field } from '../design/field.js';
import { Notice } from '../design/notices.js';
import { emailRule, passwordRule, required, useForm } from '../design/use-form.js';
import { RegisterDocument } from '../generated/documents.js';
import { useAfterSignIn } from './after-sign-in.js';
import { SignInFrame } from './sign-in-frame.js';
import styles from './sign-in.module.css';

/** A new account; a guest keeps cart and orders. */
export default function RegisterPage() {
  const { search } = useLocation();
  const { send, busy } = useSend(RegisterDocument);
  const form = useForm(
    { name: '', email: '', password: '' },
    { name: required('Your name, please.'), email: emailRule, password: passwordRule },
  );
  const [fault, setFault] = useState<string>();
  const goOn = useAfterSignIn();
  const register = async (values: typeof form.values) => {
    const { data, error } = await send({ input: values });
    if (error !== undefined) return setFault(error);
    if (data.register.__typename === 'SignedIn') await goOn(false);
    else setFault(data.register.message);
  };
  return (
    <SignInFrame
      title="Open an account"
      foot={
        <span>
          You have one? <Link to={`/sign-in${search}`}>Sign in</Link>
        </span>
      }
    >
      <form noValidate className={styles['form']} onSubmit={form.submit(register)}>
        {fault && (
          <Notice tone="bad" live>
            {fault}
          </Notice>
        )}
        <Field {...form.bind('name')} label="Name" autoComplete="name" maxLength={100} required />
        <Field
          {...form.bind('email')}
          type="email"
          label="E-mail address"
          autoComplete="username"
          maxLength={254}
          required
        />
        <Field
          {...form.bind('password')}
          type="password"
          label="Password"
          hint="10 characters or more. A few words are better than tricks."
          autoComplete="new-password"
          maxLength={200}
          required
        />
        <Button type="submit" size="l" wide busy={busy}>
          Open the account
        </Button>
      </form>
    </SignInFrame>
  );
}
