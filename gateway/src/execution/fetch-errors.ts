/** From what a subgraph says went wrong to errors of the response, with the paths that the client sees. */
import type { GraphQLFormattedError } from 'graphql';
import { withoutStack } from '../without-stack.js';
import { type EntityPath, listEntityPaths } from './entity-path.js';
import type { Run } from './run.js';
import { toDownstreamError } from './stock.js';

export interface FailedFetch {
  service: string;
  path: EntityPath;
  /** For a fetch of entities: the index of its representation, by entity; -1 where it has none. */
  slots?: readonly number[];
}

/** An error at a representation that several entities share is an error of each of them. */
export function addErrors(run: Run, fetch: FailedFetch, errors: readonly unknown[]): void {
  const pathsOf = createPaths(run, fetch);
  const told = errors as GraphQLFormattedError[];
  withoutStack(() => {
    for (const error of told)
      for (const path of pathsOf(error.path))
        run.errors.push(toDownstreamError(error, fetch.service, path));
  });
  (run.metrics.nonFtv1ErrorPaths ??= []).push(
    ...told.map(({ path }) => ({ subgraph: fetch.service, path })),
  );
}

function createPaths(run: Run, { path, slots }: FailedFetch) {
  let entityPaths: (string | number)[][] | undefined;
  return (errorPath: EntityPath | undefined): ((string | number)[] | undefined)[] => {
    if (!errorPath) return [undefined];
    const slot = errorPath[1];
    if (!slots || typeof slot !== 'number') return [[...path, ...errorPath]];
    const rest = errorPath.slice(2);
    const all = (entityPaths ??= listEntityPaths(run.data, path));
    const owners = all.filter((_path, entity) => slots[entity] === slot);
    return owners.length > 0 ? owners.map((owner) => [...owner, ...rest]) : [rest];
  };
}
