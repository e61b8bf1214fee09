const dateTime = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });

/** A moment in the time of the browser. */
export function Moment({ at, only }: { at: string; only?: 'date' }) {
  return <time dateTime={at}>{(only ? date : dateTime).format(new Date(at))}</time>;
}
