/**
 * Several GraphQL requests as one HTTP request: a POST to `path`/batch with a list of `{headers, body}`. The
 * answer has a line for each, `<index> <status> <body>`, in the order in which they are ready.
 */

/** Requests of a batch at most. */
export const requestsMax = 32;

/** @param path of single requests, perhaps with a query */
export const batchPath = (path: string): string => path.replace(/(?=\?)|$/, '/batch');
