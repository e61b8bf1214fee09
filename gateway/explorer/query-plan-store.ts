/** The plan of the last operation that was run. */
let plan: string | undefined;
const listeners = new Set<() => void>();

export function showQueryPlan(text: string | undefined): void {
  plan = text;
  listeners.forEach((listener) => listener());
}

export const readQueryPlan = (): string | undefined => plan;

export function subscribeToQueryPlan(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
