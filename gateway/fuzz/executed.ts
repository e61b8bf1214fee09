/** What an execution did, in a form that can be compared. */

export interface ComparedError {
  message: string;
  path?: readonly (string | number)[] | undefined;
  extensions: Record<string, unknown>;
}

export interface SentFetch {
  service: string;
  /** Of a fetch of entities without its name. */
  query: string;
  /** JSON of the variables other than the representations, sorted by name. */
  variables: string;
  /** JSON of each; undefined for a fetch of root fields. */
  representations: string[] | undefined;
  /** Whether two of them are one text. */
  isRepeating: boolean;
}

export interface Executed {
  /** The JSON as it would go to the client; undefined where there is no data at all. */
  data: string | undefined;
  errors: readonly ComparedError[];
  /** What the shaping found wrong. */
  completion: readonly ComparedError[];
  /** The execution as a whole failed. */
  isRejected: boolean;
  fetches: readonly SentFetch[];
  /** How many requests they were. */
  requests: number;
}
