/** Parts of a page that bff-web could not get: each is named with its reason, the rest of the page stands. */
import { Button } from '../design/button.js';
import { Notice } from '../design/notices.js';
import type { PagePart, UnavailableReason } from '../generated/documents.js';
import { unavailableText } from './words.js';

export interface Unavailable {
  part: PagePart;
  reason: UnavailableReason;
}

export const reasonOf = (
  unavailable: readonly Unavailable[] | undefined,
  part: PagePart,
): UnavailableReason | undefined => unavailable?.find((one) => one.part === part)?.reason;

/** Tells of `parts`; nothing when all of them are there. */
export function UnavailableNotice({
  unavailable,
  parts,
  onRetry,
}: {
  unavailable: readonly Unavailable[] | undefined;
  /** All of the page's, unless said. */
  parts?: readonly PagePart[];
  onRetry?: () => void;
}) {
  const missing = (unavailable ?? []).filter(({ part }) => !parts || parts.includes(part));
  if (missing.length === 0) return null;
  const retry = onRetry && (
    <Button look="line" size="s" onClick={onRetry}>
      Try again
    </Button>
  );
  return (
    <Notice tone="warn" action={retry}>
      {missing.map(({ part, reason }) => (
        <p key={part}>{unavailableText(part, reason)}</p>
      ))}
    </Notice>
  );
}
