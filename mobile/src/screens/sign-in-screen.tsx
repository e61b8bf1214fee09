import { type FormEvent, useState } from 'react';
import { Navigate, useLocation } from 'react-router';
import { Field } from '../parts/field.js';
import { Screen } from '../parts/screen.js';
import { useApp } from '../state/app-state.js';
import { register, signIn } from '../state/session-actions.js';

/** Signing in, or opening an account. Then back to where one came from. */
export function SignInScreen() {
  const { profile, endedSessionOf, waiting } = useApp();
  const [isNew, setNew] = useState(false);
  const from = (useLocation().state as { from?: string } | null)?.from ?? '/';
  if (profile) return <Navigate to={from} replace />;
  return (
    <Screen title={isNew ? 'Open an account' : 'Sign in'} back="/account">
      {endedSessionOf !== null && (
        <p className="note is-warning">
          Your session has ended.
          {waiting.length > 0 && ' What you did offline is kept, and is sent when you are back.'}
        </p>
      )}
      <CredentialsForm key={String(isNew)} isNew={isNew} email={endedSessionOf ?? ''} />
      <button type="button" className="button quiet wide" onClick={() => setNew(!isNew)}>
        {isNew ? 'I have an account' : 'I am new here'}
      </button>
    </Screen>
  );
}

function CredentialsForm({ isNew, email }: { isNew: boolean; email: string }) {
  const [fault, setFault] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => form.get(name) as string;
    const credentials = { email: text('email').trim(), password: text('password') };
    setBusy(true);
    try {
      setFault(
        isNew
          ? await register({ ...credentials, name: text('name').trim() })
          : await signIn(credentials),
      );
    } catch (error) {
      setFault((error as Error).message);
    }
    setBusy(false);
  }

  return (
    <form className="form" onSubmit={(event) => void submit(event)}>
      {isNew && (
        <Field name="name" label="Full name" required maxLength={100} autoComplete="name" />
      )}
      <Field
        name="email"
        type="email"
        label="E-mail address"
        required
        maxLength={254}
        autoComplete="username"
        defaultValue={email}
      />
      <Field
        name="password"
        type="password"
        label="Password"
        required
        maxLength={200}
        autoComplete={isNew ? 'new-password' : 'current-password'}
        {...(isNew && { minLength: 10, hint: '10 characters or more.' })}
      />
      {fault !== null && (
        <p className="note is-bad" role="alert">
          {fault}
        </p>
      )}
      <button type="submit" className="button solid wide" disabled={isBusy}>
        {isNew ? 'Open the account' : 'Sign in'}
      </button>
    </form>
  );
}
