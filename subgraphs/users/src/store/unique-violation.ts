/** Whether a write broke this unique constraint: somebody else was first. */
export function violatesUnique(error: unknown, constraint: string): boolean {
  const { code, constraint: broken } = error as { code?: string; constraint?: string };
  return code === '23505' && broken === constraint;
}
