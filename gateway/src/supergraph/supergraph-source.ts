/** The one shape of all places that a supergraph may come from. A source judges no supergraph. */

export interface SupergraphSource {
  readonly kind: 'file' | 'url' | 'uplink';
  /** Where it is, for logs and for the name of what is kept of it: without secrets. */
  readonly place: string;
  /**
   * The supergraph as it is now; undefined where it is surely what the last read gave. Rejects with
   * SourceFault when it cannot be had.
   */
  read(): Promise<string | undefined>;
  /** Calls `look` whenever reading may find something new, until the returned function is called. */
  watch(look: () => void): () => void;
}

/** Why a supergraph cannot be had. The message is for an operator and says what to look at. */
export class SourceFault extends Error {
  override name = 'SourceFault';
}
