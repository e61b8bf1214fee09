/** The error at a field that its caller may not see. */
import { CodedError } from '@tributary/service';
import type { Path } from './restore-refused.js';

/** Tells a refusal by the graph's directives, before any fetch, from one that a resolver decided. */
export const refusalReason = 'UNAUTHORIZED_FIELD_OR_TYPE';

/** The codes with which resolvers refuse, too: clients need not know who refused. */
export function refusalAt(path: Path, isSignedIn: boolean): CodedError {
  return new CodedError(isSignedIn ? 'FORBIDDEN' : 'UNAUTHENTICATED', undefined, {
    path,
    extensions: { reason: refusalReason },
  });
}
