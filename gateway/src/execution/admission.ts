/**
 * How plugins of Apollo Server take part where a known operation is answered without it: each says
 * whether it would let the request pass. Whatever one of them does not admit goes through Apollo Server,
 * which words the refusal.
 */
import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import type { Variables } from './fetch-body.js';
import type { KnownOperation } from './known-texts.js';

export interface KnownRequest extends Omit<KnownOperation, 'planned'> {
  /** As the client calls itself. */
  client: string | undefined;
  variables: Variables;
}

/** A plugin that has a say in a request before it is executed, and can say so in advance. */
export interface JudgingPlugin<C extends BaseContext> extends ApolloServerPlugin<C> {
  /**
   * Must be false wherever one of the plugin's hooks would refuse or change anything. Its hooks hear nothing
   * of what it admits, be it answered whole or with errors of its fields.
   */
  admits: (request: KnownRequest) => boolean;
}

export const always = (): boolean => true;

/**
 * All judgements as one; undefined where some plugin looks at requests and does not judge, so that
 * nothing may pass it by.
 */
export function uniteJudgements<C extends BaseContext>(
  plugins: readonly ApolloServerPlugin<C>[],
): JudgingPlugin<C>['admits'] | undefined {
  const looking = plugins.filter((plugin) => 'requestDidStart' in plugin);
  if (!looking.every(isJudging)) return undefined;
  const judges = looking.map(({ admits }) => admits).filter((admits) => admits !== always);
  return (request) => judges.every((admits) => admits(request));
}

const isJudging = <C extends BaseContext>(
  plugin: ApolloServerPlugin<C>,
): plugin is JudgingPlugin<C> => 'admits' in plugin;
