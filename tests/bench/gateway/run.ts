/** Starts what a phase needs, measures it, and ends it again. */
import { createProgress, type Progress } from '../checkout/report.js';
import { measureFirstAnswers } from './first-answers.js';
import {
  entitiesOperation,
  type GraphName,
  type Operation,
  type OperationName,
  operations,
} from './graphs/operations.js';
import { installPeers } from './install-peers.js';
import { createLoad, type SendLoad } from './load/load.js';
import { measureMemory } from './memory.js';
import type { Options, Phase } from './options.js';
import { createPeers, type Peer } from './peers.js';
import { measureProcesses } from './processes.js';
import type { Figures } from './report.js';
import { type RunningGateway, startGateway } from './running-gateway.js';
import { type RunningGraph, startGraph } from './running-graph.js';
import { compare, type Comparison } from './turns.js';

interface Stage {
  options: Options;
  progress: Progress;
  folder: string;
  send: SendLoad;
}

const operationNames = Object.keys(operations) as OperationName[];
const newOperations = 30;

export async function measure(options: Options, out: NodeJS.WriteStream): Promise<Figures> {
  const progress = createProgress(out);
  const folder = await installPeers((message) => progress.say(message));
  const { name, send } = createLoad(folder);
  progress.say(`Load by ${name}, ${options.connections} requests at a time.`);
  const stage = { options, progress, folder, send };
  const figures: Figures = {
    distinct: [],
    identical: [],
    entities: [],
    firstAnswers: [],
    memory: [],
  };
  for (const graph of ['shop', 'reviews'] as const) await measureGraph(graph, stage, figures);
  return figures;
}

/** All that is asked of one graph, with the same processes throughout. */
async function measureGraph(name: GraphName, stage: Stage, figures: Figures): Promise<void> {
  const { options } = stage;
  const wants = (phase: Phase) => options.phases.has(phase);
  const asked = operationNames.filter((key) => operations[key].graph === name && wants(key));
  const identical = operationNames.filter(
    (key) => operations[key].graph === name && wants('identical'),
  );
  const others = (['entities', 'first', 'memory', 'processes'] as const).some(wants);
  if (asked.length + identical.length === 0 && (name !== 'shop' || !others)) return;
  const graph = await startGraph(name);
  const running: RunningGateway[] = [];
  try {
    const peers = createPeers(stage.folder);
    for (const peer of options.peers)
      if (canAnswer(peers[peer], name))
        running.push(await startGateway(peers[peer], graph, stage.folder));
    for (const key of asked)
      figures.distinct.push(await compareOn(operations[key], running, stage, 'distinct'));
    for (const key of identical)
      figures.identical.push(await compareOn(same(operations[key]), running, stage, 'identical'));
    if (name === 'shop') await measureOthers(graph, running, stage, figures);
  } finally {
    await Promise.all(running.map((gateway) => gateway.stop()));
    await graph.stop();
  }
}

async function measureOthers(
  graph: RunningGraph,
  running: readonly RunningGateway[],
  stage: Stage,
  figures: Figures,
): Promise<void> {
  const { options, progress, folder } = stage;
  const whole = running.filter(({ peer }) => !peer.answers);
  if (options.phases.has('entities'))
    for (const count of [1, 10, 100, 1_000])
      figures.entities.push(await compareOn(entitiesOperation(count), whole, stage, 'entities'));
  if (options.phases.has('first')) {
    progress.say('  new operations');
    figures.firstAnswers = await measureFirstAnswers(whole, newOperations);
  }
  const needsFresh = options.phases.has('memory') || options.phases.has('processes');
  if (!needsFresh) return;
  const fresh = await startGateway(running[0]!.peer, graph, folder);
  try {
    if (options.phases.has('processes')) {
      const bar = progress.phase('one process and two');
      const turns = { ...options, send: stage.send };
      figures.scaling = await measureProcesses(operations.deep, [running[0]!, fresh], turns);
      bar.end();
    }
    if (options.phases.has('memory')) {
      const bar = progress.phase(`${options.distinctOperations} operations`);
      figures.memory = await measureMemory(fresh, options.distinctOperations, (share) =>
        bar.update(share),
      );
      bar.end();
    }
  } finally {
    await fresh.stop();
  }
}

/** A peer that answers some operations only has a place where one of them is asked. */
const canAnswer = ({ answers }: Peer, graph: GraphName): boolean =>
  !answers || answers.some((name) => operations[name as OperationName].graph === graph);

const same = (operation: Operation): Operation => ({
  ...operation,
  bodies: operation.bodies.slice(0, 1),
});

async function compareOn(
  operation: Operation,
  running: readonly RunningGateway[],
  { options, progress, send }: Stage,
  what: string,
): Promise<Comparison> {
  const able = running.filter(({ peer }) => peer.answers?.includes(operation.name) ?? true);
  const bar = progress.phase(`${operation.name}, ${what}`);
  const compared = await compare(operation, able, {
    ...options,
    send,
    onTurn: (share) => bar.update(share),
  });
  bar.end();
  return compared;
}
