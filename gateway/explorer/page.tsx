/** The explorer: GraphiQL on this gateway, with a panel that shows how the last operation was planned. */
import './workers.js';
import 'graphiql/style.css';
import './page.css';
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { createRoot } from 'react-dom/client';
import { exampleHeaders, exampleQuery } from './example.js';
import { fetchOperation } from './fetch-operation.js';
import { queryPlanPlugin } from './query-plan-plugin.js';

createRoot(document.getElementById('explorer')!).render(
  <GraphiQL
    fetcher={fetchOperation}
    initialQuery={exampleQuery}
    defaultQuery={exampleQuery}
    initialHeaders={exampleHeaders}
    defaultHeaders={exampleHeaders}
    defaultEditorToolsVisibility="headers"
    plugins={[HISTORY_PLUGIN, queryPlanPlugin]}
  >
    <GraphiQL.Logo>
      <strong>Tributary</strong>
    </GraphiQL.Logo>
  </GraphiQL>,
);
