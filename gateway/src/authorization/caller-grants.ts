/** What a caller brings along: scopes of the token, scopes that roles stand for, and policies. */
import { type Identity, scopesOfRoles } from '@tributary/service';
import type { Grants } from './requirement.js';

/** Who calls, with the scopes that the token itself names. */
export interface CallerIdentity extends Identity {
  scopes?: readonly string[];
}

/** Decides for one caller. It must not wait: whatever it needs is in the identity. */
export type Policy = (caller: CallerIdentity) => boolean;
/** By the name in `@policy`. A policy that is not here is met by nobody. */
export type Policies = Readonly<Record<string, Policy>>;
/** By a policy's name: the roles and scopes of which any one suffices. */
export type PolicyRules = Readonly<Record<string, readonly string[]>>;

/** Policies that are nothing but a list of roles and scopes. */
export function createPolicies(rules: PolicyRules): Policies {
  const entries = Object.entries(rules).map(([name, accepted]): [string, Policy] => {
    const isAccepted = (grant: string) => accepted.includes(grant);
    return [name, (caller) => caller.roles.some(isAccepted) || scopesOf(caller).some(isAccepted)];
  });
  return Object.fromEntries(entries);
}

/** One identity serves many requests of its caller. */
const scopesOfCaller = new WeakMap<CallerIdentity, ReadonlySet<string>>();

/** Policies are asked each time: what they say may change. */
export function readGrants(caller: CallerIdentity, policies: Policies): Grants {
  const scopes = scopesOfCaller.get(caller) ?? new Set(scopesOf(caller));
  scopesOfCaller.set(caller, scopes);
  return {
    isSignedIn: caller.userId !== null,
    hasScope: (name) => scopes.has(name),
    meetsPolicy: (name) => Object.hasOwn(policies, name) && policies[name]!(caller),
  };
}

const scopesOf = ({ roles, scopes = [] }: CallerIdentity): readonly string[] => [
  ...scopes,
  ...scopesOfRoles(roles),
];

/** The `scope` claim of a token: words in a text (RFC 8693), or a list as some issuers write it. */
export function readScopes(claim: unknown): readonly string[] {
  const words = typeof claim === 'string' ? claim.split(' ') : claim;
  if (!Array.isArray(words)) return [];
  return words.filter((word): word is string => typeof word === 'string' && word !== '');
}
