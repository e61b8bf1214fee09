/** What a screen says when it has nothing, not all, or nothing new to show. */
import type { ScreenPart, UnavailableReason } from '@tributary/mobile-client';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { ScreenAnswer } from '../state/use-screen.js';
import { When } from './when.js';

export const Empty = ({ title, children }: { title: string; children?: ReactNode }) => (
  <div className="empty">
    <svg viewBox="0 0 120 40" width="120" height="40" aria-hidden="true">
      <path d="M4 12c18 0 18 16 36 16s18-16 36-16 18 16 40 16" />
      <path d="M4 24c18 0 18 10 36 10s18-10 36-10 18 10 40 10" />
    </svg>
    <h2>{title}</h2>
    {children}
  </div>
);

/** For an answer that is old, or did not come at all. */
export function AnswerNote({ answer }: { answer: ScreenAnswer<unknown> }) {
  if (answer.fault === null) return null;
  if (answer.data === null)
    return (
      <Empty
        title={
          answer.fault === 'OUT_OF_REACH' ? 'This was not opened before' : 'This cannot be shown'
        }
      >
        <p>
          {answer.fault === 'OUT_OF_REACH'
            ? 'Without a network only what you looked at before is here.'
            : 'The shop refused to show it.'}
        </p>
        <button type="button" className="button line" onClick={answer.reload}>
          Try again
        </button>
      </Empty>
    );
  if (answer.asOf === null) return null;
  return (
    <p className="note">
      As of <When at={answer.asOf} />.
    </p>
  );
}

const reasons: Record<UnavailableReason, string> = {
  SIGN_IN_REQUIRED: 'it is for who is signed in',
  NOT_FOUND: 'there is none',
  SERVICE_UNAVAILABLE: 'it is down just now',
  TIMEOUT: 'it took too long',
  INTERNAL_ERROR: 'something went wrong on our side',
};

const parts: Partial<Record<ScreenPart, string>> = {
  NEWEST: 'What is new',
  CATEGORIES: 'The list of categories',
  RESULTS: 'The results',
  PRODUCT: 'The product',
  ADDRESSES: 'Your addresses',
  PROFILE: 'Your profile',
  SESSIONS: 'Your devices',
  ORDERS: 'Your orders',
  ORDER: 'The order',
};

/** Parts of a screen that are missing while the rest stands. */
export const MissingParts = ({
  of,
}: {
  of: readonly { part: ScreenPart; reason: UnavailableReason }[];
}) =>
  of
    .filter(({ part, reason }) => parts[part] && reason !== 'SIGN_IN_REQUIRED')
    .map(({ part, reason }) => (
      <p key={part} className="note is-warning">
        {parts[part]} cannot be shown: {reasons[reason]}.
      </p>
    ));

export const SignInNote = ({ children }: { children: ReactNode }) => (
  <Empty title="Sign in first">
    <p>{children}</p>
    <Link className="button solid" to="/sign-in">
      Sign in
    </Link>
  </Empty>
);
