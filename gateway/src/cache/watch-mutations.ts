/**
 * Sees to it that nobody reads, after a mutation was answered, what it changed: the changes are in the log
 * before the answer goes on. A subgraph may state them in `extensions.changed` as a list of
 * `{ type, key }`; where it does not, or where something went wrong, all of it counts as changed.
 */
import { OperationTypeNode } from 'graphql';
import type { SubgraphAnswer } from '../subgraph-answer.js';
import type { SubgraphDataSource } from '../subgraph-data-source.js';
import { type Change, ownChangeList } from './change.js';

export type Invalidate = (changes: readonly Change[]) => Promise<void>;

/** The same subgraph, for plans that are executed by us (`send`) and by stock (`process`). */
export function watchMutations(
  name: string,
  source: SubgraphDataSource,
  invalidate: Invalidate,
): SubgraphDataSource {
  const after = async <T extends Said>(answering: Promise<T>): Promise<T> => {
    let answer: T | undefined;
    try {
      return (answer = await answering);
    } finally {
      const changes = readChanges(name, answer);
      if (changes.length > 0) await invalidate(changes);
    }
  };
  return {
    url: source.url,
    urls: source.urls,
    chooseUrl: (avoid) => source.chooseUrl(avoid),
    close: () => source.close(),
    send: (call) =>
      call.isMutation && call.representations === undefined
        ? after(source.send(call))
        : source.send(call),
    process: (options) =>
      isMutation(options) ? after(source.process(options)) : source.process(options),
  };
}

type Said = Pick<SubgraphAnswer, 'extensions'> & { errors?: readonly unknown[] | undefined };
type ProcessOptions = Parameters<SubgraphDataSource['process']>[0];

/** Not so for the fetches of entities that follow a mutation. */
function isMutation(options: ProcessOptions): boolean {
  if (!('incomingRequestContext' in options)) return false;
  const { operation } = options.incomingRequestContext;
  return (
    operation?.operation === OperationTypeNode.MUTATION &&
    options.request.variables?.['representations'] === undefined
  );
}

function readChanges(subgraph: string, answer: Said | undefined): Change[] {
  const all = [{ subgraph }];
  if (!answer || answer.errors) return all;
  const stated = ownChangeList.safeParse(answer.extensions?.['changed']);
  return stated.success ? stated.data.map((change) => ({ subgraph, ...change })) : all;
}
