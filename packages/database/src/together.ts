type Together<Groups extends readonly unknown[]> = Groups extends readonly [
  infer First,
  ...infer Rest,
]
  ? First & Together<Rest>
  : unknown;

/**
 * Groups of functions as one object; the first group becomes it. Assigned, and not spread into a literal:
 * with dozens of functions V8 takes thirty times as long for that, and each transaction needs them.
 */
export const together = <Groups extends readonly object[]>(...groups: Groups): Together<Groups> =>
  Object.assign(groups[0]!, ...groups.slice(1)) as Together<Groups>;
