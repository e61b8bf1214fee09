/** One account per address, however it is typed. */
export const normalizeEmail = (email: string): string => email.trim().toLowerCase();
