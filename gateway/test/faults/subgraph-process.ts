/** A subgraph in a process of its own, so that what it does costs the others no processor time: main module. */
import { startScriptedSubgraph } from '../scripted-subgraph.js';
import { type Mode, scripts } from './modes.js';

const subgraph = await startScriptedSubgraph(scripts.sound);
process.on('message', (mode: Mode) => {
  subgraph.script = scripts[mode];
});
process.on('disconnect', () => process.exit());
setInterval(() => (subgraph.received.length = 0), 1_000).unref();
process.send!(subgraph.url);
