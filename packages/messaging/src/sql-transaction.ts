/**
 * All that messaging needs of a transaction: a tagged template that runs one statement and answers
 * the number of rows it touched. A Prisma transaction client fits as it is.
 */
export interface SqlTransaction {
  $executeRaw(strings: TemplateStringsArray, ...values: unknown[]): Promise<number>;
}
