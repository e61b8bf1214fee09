import { useLocation } from 'react-router';
import { ButtonLink } from '../design/button.js';
import { EmptyState } from '../design/notices.js';

/** Instead of what is for signed-in customers; signing in comes back here. */
export function SignInFirst({ what }: { what: string }) {
  const { pathname, search } = useLocation();
  return (
    <EmptyState
      title="Please sign in"
      action={
        <ButtonLink to={`/sign-in?next=${encodeURIComponent(pathname + search)}`}>
          Sign in
        </ButtonLink>
      }
    >
      {what} are shown to who they belong to.
    </EmptyState>
  );
}
