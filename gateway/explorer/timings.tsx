/** The fetches of the last operation on one time axis, with what each of them brought. */
import type { ShownPlan } from './query-plan-store.js';

export function Timings({ plan: { fetches, totalMs } }: { plan: ShownPlan }) {
  const endMs = Math.max(
    totalMs,
    ...fetches.map(({ startMs, durationMs }) => startMs + durationMs),
  );
  const share = (ms: number) => `${(100 * ms) / Math.max(endMs, 0.01)}%`;
  if (fetches.length === 0) return <p>No subgraph was asked.</p>;
  return (
    <table className="timings">
      <caption>{`${fetches.length === 1 ? 'One fetch' : `${fetches.length} fetches`} in ${totalMs} ms`}</caption>
      <thead>
        <tr>
          <th scope="col">Subgraph</th>
          <th scope="col">Entities</th>
          <th scope="col">Bytes</th>
          <th scope="col">Start, ms</th>
          <th scope="col">Took, ms</th>
          <th scope="col" className="timings-axis" aria-label="When" />
        </tr>
      </thead>
      <tbody>
        {fetches.map(({ service, startMs, durationMs, entities, bytes, errors }, index) => (
          <tr key={index} className={errors > 0 ? 'timings-failed' : undefined}>
            <th scope="row">{errors > 0 ? `${service} (${errors} errors)` : service}</th>
            <td>{entities ?? ''}</td>
            <td>{bytes}</td>
            <td>{startMs}</td>
            <td>{durationMs}</td>
            <td>
              <div style={{ marginLeft: share(startMs), width: share(durationMs) }} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
