/** How the subgraphs of a case go wrong. What goes wrong depends on the thing itself, never on its turn. */

export const faults = [
  'none',
  'field error',
  'null for a nullable',
  'null for a non-null',
  'subgraph fails',
  'garbage',
] as const;

export type Fault = (typeof faults)[number];

export interface FaultPlan {
  fault: Fault;
  /** Draws where it strikes. */
  seed: number;
}
