/** Rows of several orders as views, in the order of the rows. */
export function groupByOrder<R extends { orderId: string }, V>(
  rows: readonly R[],
  toView: (row: R) => V,
): Map<string, V[]> {
  const groups = new Map<string, V[]>();
  for (const row of rows) {
    const group = groups.get(row.orderId);
    if (group) group.push(toView(row));
    else groups.set(row.orderId, [toView(row)]);
  }
  return groups;
}
