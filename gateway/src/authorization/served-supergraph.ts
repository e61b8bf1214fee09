/**
 * Between the source of a supergraph and @apollo/gateway, which refuses one with authorisation
 * directives: takes them out of what it is given, and keeps what they demand. Every supergraph that is
 * served must come through here.
 */
import { createHash } from 'node:crypto';
import type { SupergraphManager } from '@apollo/gateway';
import { type DocumentNode, Kind, parse, print, visit } from 'graphql';
import { LRUCache } from 'lru-cache';
import { type AuthorizationModel, readAuthorizationModel } from './authorization-model.js';
import { type DirectiveNames, readDirectiveNames } from './directive-names.js';

export interface ServedSupergraphs {
  /** The supergraph without the directives. @throws Error when they are not understood */
  strip(supergraphSdl: string): string;
  /** The same source, whose supergraphs are stripped. */
  wrap(source: SupergraphManager): SupergraphManager;
  /**
   * What the supergraph with this stripped SDL demands; undefined when nothing.
   * @throws Error for one that did not come through here: it must not be served
   */
  modelOf(strippedSdl: string): AuthorizationModel | undefined;
}

/** The gateway loads a supergraph at once, so only those on their way are needed. */
const maxOnTheirWay = 16;

export function createServedSupergraphs(): ServedSupergraphs {
  const models = new LRUCache<string, { model: AuthorizationModel | undefined }>({
    max: maxOnTheirWay,
  });
  const strip = (supergraphSdl: string) => {
    const document = parse(supergraphSdl, { noLocation: true });
    const names = readDirectiveNames(document);
    const stripped =
      names.links.size === 0
        ? supergraphSdl
        : `${mark(supergraphSdl)}\n${print(stripDirectives(document, names))}`;
    models.set(digest(stripped), { model: readAuthorizationModel(document) });
    return stripped;
  };
  return {
    strip,
    wrap: (source) => ({
      initialize: async ({ update, ...hooks }) => {
        const initial = await source.initialize({ ...hooks, update: (sdl) => update(strip(sdl)) });
        return { ...initial, supergraphSdl: strip(initial.supergraphSdl) };
      },
    }),
    modelOf(strippedSdl) {
      const known = models.get(digest(strippedSdl));
      if (!known) throw new Error('A supergraph was loaded whose requirements are not known.');
      return known.model;
    },
  };
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Two supergraphs that differ in nothing but their requirements must not look the same. */
const mark = (supergraphSdl: string): string =>
  `# Without the directives of ${digest(supergraphSdl)}`;

function stripDirectives(document: DocumentNode, names: DirectiveNames): DocumentNode {
  const { directives, scalars, links } = names;
  return visit(document, {
    Directive: (node) => (directives.has(node.name.value) || links.has(node) ? null : undefined),
    DirectiveDefinition: ({ name }) => (directives.has(name.value) ? null : undefined),
    [Kind.SCALAR_TYPE_DEFINITION]: ({ name }) => (scalars.has(name.value) ? null : undefined),
  });
}
