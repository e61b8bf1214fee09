/** With which supergraph a gateway starts: its source's, or the last good one when that is of no use. */
import { ConfigError } from '@tributary/service';
import type { SupergraphManagerOptions } from './supergraph-manager.js';

export interface FirstSupergraph {
  running: string;
  /** What the source has instead, when it is not fit to run. */
  refused?: string;
}

/** @throws ConfigError when neither the source nor the disk has one that is fit to run */
export async function beginWith(options: SupergraphManagerOptions): Promise<FirstSupergraph> {
  const kept = await options.lastGood?.read();
  const { supergraphSdl, fault } = await readSource(options, kept);
  if (supergraphSdl !== undefined && !fault) {
    options.state.took(options.source.kind, supergraphSdl);
    if (supergraphSdl !== kept) await options.lastGood?.save(supergraphSdl);
    return { running: supergraphSdl };
  }
  const isKeptFit = kept !== undefined && !(await faultOf(kept, options));
  if (!isKeptFit) throw new ConfigError([`The supergraph: ${fault!.message}`]);
  return fallBack(options, kept, fault!, supergraphSdl);
}

function fallBack(
  { source: { kind, place }, state, logger }: SupergraphManagerOptions,
  kept: string,
  fault: Error,
  refused: string | undefined,
): FirstSupergraph {
  state.took(kind, kept);
  if (refused === undefined) state.unreachable();
  else state.refused();
  logger.error({ err: fault, place }, 'the supergraph cannot be used; the last good one is served');
  return refused === undefined ? { running: kept } : { running: kept, refused };
}

/** Where nothing else could be run instead, the gateway itself finds out whether it is fit. */
async function readSource(
  options: SupergraphManagerOptions,
  kept: string | undefined,
): Promise<{ supergraphSdl?: string; fault?: Error | undefined }> {
  try {
    const supergraphSdl = (await options.source.read()) ?? '';
    const isKnown = !options.lastGood || supergraphSdl === kept;
    return { supergraphSdl, fault: isKnown ? undefined : await faultOf(supergraphSdl, options) };
  } catch (error) {
    return { fault: error as Error };
  }
}

const faultOf = (
  supergraphSdl: string,
  { rehearse }: SupergraphManagerOptions,
): Promise<Error | undefined> =>
  rehearse(supergraphSdl).then(
    () => undefined,
    (error: Error) => error,
  );
