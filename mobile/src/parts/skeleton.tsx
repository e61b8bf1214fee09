/** What will be there, while it is on its way. */
const Waiting = () => <span className="visually-hidden">Loading…</span>;

export const GridSkeleton = () => (
  <div className="grid" aria-busy="true">
    <Waiting />
    {Array.from({ length: 6 }, (_, index) => (
      <div key={index} className="card">
        <span className="skeleton picture" />
        <span className="skeleton line" />
        <span className="skeleton line is-short" />
      </div>
    ))}
  </div>
);

export const ListSkeleton = ({ rows = 4 }: { rows?: number }) => (
  <div className="stack" aria-busy="true">
    <Waiting />
    {Array.from({ length: rows }, (_, index) => (
      <span key={index} className="skeleton row" />
    ))}
  </div>
);
