/** GraphiQL's panel "Query plan": which subgraphs the last operation asked, in which order, and for how long. */
import type { GraphiQLPlugin } from '@graphiql/react';
import { useSyncExternalStore } from 'react';
import { Timings } from './timings.js';
import { readQueryPlan, subscribeToQueryPlan } from './query-plan-store.js';

export const queryPlanPlugin: GraphiQLPlugin = {
  title: 'Query plan',
  icon: PlanIcon,
  content: PlanPanel,
};

function PlanPanel() {
  const plan = useSyncExternalStore(subscribeToQueryPlan, readQueryPlan);
  return (
    <section className="query-plan" aria-label="Query plan">
      <div className="graphiql-doc-explorer-title">Query plan</div>
      {plan ? (
        <>
          <Timings plan={plan} />
          <pre>{plan.text}</pre>
        </>
      ) : (
        <p>Run an operation to see which subgraphs it asks, in which order and for how long.</p>
      )}
    </section>
  );
}

function PlanIcon() {
  return (
    <svg height="1em" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5">
      <title>query plan icon</title>
      <circle cx="12" cy="5" r="2.5" />
      <circle cx="5" cy="19" r="2.5" />
      <circle cx="19" cy="19" r="2.5" />
      <path d="M12 7.5v4m0 0-6 5.2m6-5.2 6 5.2" />
    </svg>
  );
}
