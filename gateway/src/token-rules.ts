/** Which access tokens are believed, besides the keys that they are signed with. It verifies nothing. */
import { ConfigError } from '@tributary/service';
import { z } from 'zod';

export interface TokenRules {
  /** The claim `iss` of every token. */
  issuer: string;
  /** The claim `aud` of every token holds one of them. */
  audiences: readonly string[];
  /** Asymmetric ones only: keys that are published can sign nothing else. */
  algorithms: readonly string[];
}

/** Those of the users service. */
export const ownTokens: TokenRules = {
  issuer: 'tributary-users',
  audiences: ['tributary'],
  algorithms: ['EdDSA'],
};

/** What issuers elsewhere sign with, where nothing is said. */
const commonAlgorithms = ['RS256', 'ES256', 'EdDSA'];

const asymmetric: ReadonlySet<string> = new Set(
  'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519'.split(' '),
);

/** `RS256,ES256` */
export function readAlgorithms(text: string, context: z.RefinementCtx): string[] {
  const names = text.split(',').map((name) => name.trim());
  const wrong = names.find((name) => !asymmetric.has(name));
  if (wrong === undefined) return names;
  const message = `must be asymmetric algorithms such as RS256,ES256,EdDSA; "${wrong}" is none`;
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
}

interface TokenVariables {
  USERS_JWKS_URL?: string | undefined;
  JWT_ISSUER?: string | undefined;
  JWT_AUDIENCE?: string | undefined;
  JWT_ALGORITHMS?: string[] | undefined;
}

/**
 * A gateway that stands alone has to be told whose tokens they are and for whom: with the keys alone, a
 * token that the same issuer made for another service would pass.
 * @throws ConfigError naming what is missing there
 */
export function readTokenRules(read: TokenVariables, standalone: boolean): TokenRules {
  const { USERS_JWKS_URL: keys, JWT_ISSUER: issuer, JWT_AUDIENCE: audience } = read;
  const faults = ['JWT_ISSUER', 'JWT_AUDIENCE'].filter(
    (name) => standalone && keys && !read[name as 'JWT_ISSUER' | 'JWT_AUDIENCE'],
  );
  if (faults.length > 0)
    throw new ConfigError(
      faults.map((name) => `${name} is missing: access tokens are checked for it as well`),
    );
  return {
    issuer: issuer ?? ownTokens.issuer,
    audiences: audience?.split(',').map((one) => one.trim()) ?? ownTokens.audiences,
    algorithms: read.JWT_ALGORITHMS ?? (standalone ? commonAlgorithms : ownTokens.algorithms),
  };
}
