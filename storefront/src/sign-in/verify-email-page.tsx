import { useEffect, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useSend } from '../api/use-send.js';
import { ButtonLink } from '../design/button.js';
import { Notice } from '../design/notices.js';
import { Loading, Skeleton } from '../design/skeleton.js';
import { VerifyEmailDocument } from '../generated/documents.js';
import { SignInFrame } from './sign-in-frame.js';

interface Outcome {
  verified: boolean;
  words: string;
}

/** Where the link in the mail leads: the address is verified at once. */
export default function VerifyEmailPage() {
  const [params] = useSearchParams();
  const { send } = useSend(VerifyEmailDocument);
  const [outcome, setOutcome] = useState<Outcome>();
  const asked = useRef(false);
  const token = params.get('token') ?? '';
  useEffect(() => {
    if (asked.current) return;
    asked.current = true;
    void send({ token }).then(({ data, error }) => {
      if (error !== undefined) return setOutcome({ verified: false, words: error });
      const answer = data.verifyEmail;
      setOutcome(
        answer.__typename === 'EmailVerified'
          ? { verified: true, words: `${answer.profile.email ?? 'Your address'} is verified.` }
          : { verified: false, words: answer.message },
      );
    });
  }, [send, token]);
  return (
    <SignInFrame title="Your e-mail address">
      {!outcome && (
        <Loading what="the answer">
          <Skeleton />
        </Loading>
      )}
      {outcome && (
        <Notice tone={outcome.verified ? 'good' : 'bad'} live>
          {outcome.words}
          {!outcome.verified && ' You can have a new mail sent from your account.'}
        </Notice>
      )}
      <ButtonLink look="line" to="/account" wide>
        To your account
      </ButtonLink>
    </SignInFrame>
  );
}
