/** What a caller must have to see an element of the graph, and whether one has it. */

/** One directive on one element. Of its alternatives one must hold whole. */
export type Clause =
  | { kind: 'authenticated' }
  | { kind: 'scopes' | 'policies'; alternatives: readonly (readonly string[])[] };

/** All clauses must hold. Of two requirements with the same clauses there is one object. */
export interface Requirement {
  readonly clauses: readonly Clause[];
}

/** What a caller brings along. */
export interface Grants {
  isSignedIn: boolean;
  hasScope: (name: string) => boolean;
  meetsPolicy: (name: string) => boolean;
}

export function isMet({ clauses }: Requirement, grants: Grants): boolean {
  return clauses.every((clause) => holds(clause, grants));
}

function holds(clause: Clause, grants: Grants): boolean {
  if (clause.kind === 'authenticated') return grants.isSignedIn;
  const has = clause.kind === 'scopes' ? grants.hasScope : grants.meetsPolicy;
  // No alternative at all asks for nothing, as in composition.
  if (clause.alternatives.length === 0) return true;
  return clause.alternatives.some((all) => all.every((name) => has(name)));
}

/** Makes one requirement of several; undefined where there is none. */
export type Conjoin = (requirements: Iterable<Requirement | undefined>) => Requirement | undefined;

export function createConjoin(): Conjoin {
  const known = new Map<string, Requirement>();
  return (requirements) => {
    const clauses = new Map<string, Clause>();
    for (const requirement of requirements)
      for (const clause of requirement?.clauses ?? []) clauses.set(JSON.stringify(clause), clause);
    if (clauses.size === 0) return undefined;
    const key = [...clauses.keys()].toSorted().join();
    const requirement = known.get(key) ?? { clauses: [...clauses.values()] };
    known.set(key, requirement);
    return requirement;
  };
}
