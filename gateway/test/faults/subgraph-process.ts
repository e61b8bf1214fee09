/** A subgraph in a process of its own, so that what it does costs the others no processor time: main module. */
import { constants, setPriority } from 'node:os';
import { type Script, startScriptedSubgraph } from '../scripted-subgraph.js';
import type { Tally } from './faulty-subgraph.js';
import { type Mode, scripts } from './modes.js';

if (process.argv.includes('nice')) setPriority(constants.priority.PRIORITY_LOW);

let tally: Tally;
let running = 0;
const counting =
  (script: Script): Script =>
  (response, received) => {
    tally.requests++;
    tally.mostAtOnce = Math.max(tally.mostAtOnce, ++running);
    response.once('close', () => running--);
    subgraph.received.length = 0;
    script(response, received);
  };
const subgraph = await startScriptedSubgraph(counting(scripts.sound));
let bytesBefore = 0;
let connectionsBefore = 0;
const begin = () => {
  bytesBefore = subgraph.sentBytes();
  connectionsBefore = subgraph.connections();
  tally = { requests: 0, mostAtOnce: running, connections: 0, sentBytes: 0 };
};
begin();
process.on('message', (mode: Mode) => {
  tally.sentBytes = subgraph.sentBytes() - bytesBefore;
  tally.connections = subgraph.connections() - connectionsBefore;
  process.send!(tally);
  begin();
  subgraph.script = counting(scripts[mode]);
});
process.on('disconnect', () => process.exit());
process.send!(subgraph.url);
