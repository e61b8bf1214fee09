import { ButtonLink } from '../design/button.js';
import { EmptyState } from '../design/notices.js';
import { PageTitle } from './page-title.js';

/** An address that leads nowhere. */
export function NotFoundPage() {
  return (
    <>
      <PageTitle title="Page not found" className="visually-hidden" />
      <EmptyState
        title="This stream runs dry"
        action={<ButtonLink to="/">To the front page</ButtonLink>}
      >
        There is no page at this address. It may have moved, or the link may be misspelt.
      </EmptyState>
    </>
  );
}
