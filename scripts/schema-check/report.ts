/** What the check has found, as `--json` prints it. */
import type { Change, Severity } from './changes.js';
import type { Provider } from './graphs.js';

/** A document that a change hits. */
export interface User {
  client: string;
  release?: string;
  document: string;
  /** Where in it: paths in the answer or below a variable, such as `homeScreen.newest.price` or `$input.sku`. */
  fields: string[];
}

export interface UsedChange extends Omit<Change, 'hits'> {
  /** The subgraphs that the change is in; empty for a BFF. */
  subgraphs: string[];
  users: User[];
}

export interface GraphReport {
  graph: Provider;
  /** False when it was not there before: then there is nothing to compare. */
  isCompared: boolean;
  changes: UsedChange[];
}

export interface ClientReport {
  client: string;
  release?: string;
  graph: Provider;
  documents: number;
  /** The gravest change that hits it. */
  verdict: Severity;
  /** Its documents that did not even fit the schema of before. */
  unfit: string[];
}

/** A document of the working tree that the schema of the working tree does not answer. */
export interface ContractFault extends Omit<User, 'fields'> {
  graph: Provider;
  message: string;
}

export interface Report {
  isOk: boolean;
  isStrict: boolean;
  /** Undefined when only today's documents were checked. */
  base?: { ref: string; commit: string; isRef: boolean };
  graphs: GraphReport[];
  clients: ClientReport[];
  faults: ContractFault[];
}

/** Whether a change is to be refused: it breaks a client, or is not wholly safe where one is strict. */
export const isRefused = ({ severity, users }: UsedChange, isStrict: boolean): boolean =>
  severity === 'breaking' ? users.length > 0 || isStrict : isStrict && users.length > 0;

export const nameOf = ({ client, release }: { client: string; release?: string }): string =>
  release === undefined ? client : `${client} ${release}`;
