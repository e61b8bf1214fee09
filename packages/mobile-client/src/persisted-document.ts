/** A document of which the app carries the id alone; the server has its text. Types are phantom. */
export interface PersistedDocument<Data, Variables> {
  /** SHA-256 of the text, in hex. */
  readonly id: string;
  readonly name: string;
  readonly type: 'query' | 'mutation';
  readonly __types?: (variables: Variables) => Data;
}
