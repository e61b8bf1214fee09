/** What resolvers hand to GraphQL. A view is made from stored rows and never holds a secret. */
import type { Connection, Role } from '@tributary/service';
import type { AuthSession } from './commands/open-session.js';
import type { Person, SavedAddress, StoredSession } from './store.js';

export interface UserView {
  __typename: 'User';
  id: string;
  email: string | null;
  name: string;
  roles: Role[];
  createdAt: Date;
  emailVerified: boolean;
  isGuest: boolean;
  /** What an operation has just proved about its caller, who was a guest when it began. */
  proof: Proof | null;
}

/** `session`: signed in as this user. `mailbox`: reads this user's mail. */
export type Proof = { kind: 'session'; sessionId: string } | { kind: 'mailbox' };

export type AddressView = Omit<SavedAddress, 'userId' | 'isDefault'>;

export interface SessionView extends Pick<
  StoredSession,
  'id' | 'device' | 'createdAt' | 'lastUsedAt'
> {
  current: boolean;
}

/** `search` is kept to count on demand. */
export type UserConnectionView = Connection<UserView> & { search: string | null };

export type AuthSessionView = AuthSession;

export function toUserView(account: Person, proof: Proof | null = null): UserView {
  const { emailVerifiedAt, id, email, name, roles, createdAt, isGuest } = account;
  const emailVerified = emailVerifiedAt !== null;
  return { __typename: 'User', id, email, name, roles, createdAt, emailVerified, isGuest, proof };
}
