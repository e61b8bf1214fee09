/** The supergraph from Apollo Uplink, as Apollo Studio delivers it. Its addresses stand in for one another. */
import { z } from 'zod';
import { download, type DownloadLimits } from './download.js';
import { poll } from './polling.js';
import { SourceFault, type SupergraphSource } from './supergraph-source.js';

export interface UplinkSourceOptions extends DownloadLimits {
  key: string;
  graphRef: string;
  endpoints?: readonly string[] | undefined;
  /** Uplink may ask for more. */
  pollMs: number;
}

const apolloEndpoints = [
  'https://uplink.api.apollographql.com/',
  'https://aws.uplink.api.apollographql.com/',
];

const query = `query SupergraphSdl($ref: String!, $apiKey: String!, $ifAfterId: ID) {
  routerConfig(ref: $ref, apiKey: $apiKey, ifAfterId: $ifAfterId) {
    __typename
    ... on RouterConfigResult { id supergraphSdl: supergraphSDL minDelaySeconds }
    ... on Unchanged { id minDelaySeconds }
    ... on FetchError { code message }
  }
}`;

const minDelaySeconds = z.number().min(0).max(86_400).default(0).catch(0);
const answerShape = z.object({
  data: z.object({
    routerConfig: z.discriminatedUnion('__typename', [
      z.object({
        __typename: z.literal('RouterConfigResult'),
        id: z.string(),
        supergraphSdl: z.string(),
        minDelaySeconds,
      }),
      z.object({ __typename: z.literal('Unchanged'), minDelaySeconds }),
      z.object({ __typename: z.literal('FetchError'), code: z.string(), message: z.string() }),
    ]),
  }),
});
type Answer = z.infer<typeof answerShape>['data']['routerConfig'];

export function createUplinkSource(options: UplinkSourceOptions): SupergraphSource {
  const { graphRef: ref, key: apiKey, pollMs } = options;
  const endpoints = options.endpoints?.length ? options.endpoints : apolloEndpoints;
  let ifAfterId: string | undefined;
  let delayMs = pollMs;
  return {
    kind: 'uplink',
    place: ref,
    async read() {
      const answer = await askOneOf(endpoints, { ref, apiKey, ifAfterId }, options);
      delayMs = Math.max(pollMs, answer.minDelaySeconds * 1_000);
      if (answer.__typename === 'Unchanged') return undefined;
      ifAfterId = answer.id;
      return answer.supergraphSdl;
    },
    watch: (look) => poll(look, () => delayMs),
  };
}

type Good = Exclude<Answer, { __typename: 'FetchError' }>;

/** The answer of the first address that gives one. @throws SourceFault what each of them said */
async function askOneOf(
  endpoints: readonly string[],
  variables: object,
  limits: DownloadLimits,
): Promise<Good> {
  const faults: string[] = [];
  for (const endpoint of endpoints)
    try {
      return await ask(endpoint, variables, limits);
    } catch (error) {
      if (!(error instanceof SourceFault)) throw error;
      faults.push(error.message);
    }
  throw new SourceFault(faults.join('; '));
}

async function ask(endpoint: string, variables: object, limits: DownloadLimits): Promise<Good> {
  const { status, text } = await download(endpoint, endpoint, limits, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      'apollographql-client-name': 'tributary-gateway',
    },
    body: JSON.stringify({ query, variables }),
  });
  const answer = readAnswer(text);
  if (!answer)
    throw new SourceFault(`${endpoint} answered with HTTP status ${status} and no supergraph`);
  if (answer.__typename === 'FetchError')
    throw new SourceFault(`${endpoint} refused: ${answer.code}: ${answer.message}`);
  return answer;
}

function readAnswer(text: string): Answer | undefined {
  try {
    return answerShape.parse(JSON.parse(text)).data.routerConfig;
  } catch {
    return undefined; // told by the caller, without the text: it may be a page of somebody else's
  }
}
