/** `npm run gateway -- --supergraph FILE --port N`: serves any Federation 2 supergraph on its own. */
import { runStandalone } from '../gateway/src/standalone.js';

await runStandalone(process.argv.slice(2));
