const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });
const dateAndTime = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** A moment: ISO text or ms since the epoch. */
export function When({ at, isDateOnly = false }: { at: string | number; isDateOnly?: boolean }) {
  const moment = new Date(at);
  const format = isDateOnly ? date : dateAndTime;
  return <time dateTime={moment.toISOString()}>{format.format(moment)}</time>;
}
