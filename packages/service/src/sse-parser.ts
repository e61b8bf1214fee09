/** Reads server-sent events out of the bytes of a response, whatever the pieces they come in. */
import { StringDecoder } from 'node:string_decoder';

export interface ServerSentEvent {
  event: string;
  data: string;
}

/** An event is longer than it may be. */
export class EventTooLong extends Error {
  override name = 'EventTooLong';
}

/** @param maxLength of one event, in characters */
export function createSseParser(maxLength: number) {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let event = '';
  let data: string[] = [];
  let length = 0;

  function readLine(line: string, events: ServerSentEvent[]): void {
    if (line === '') {
      if (event || data.length > 0) events.push({ event, data: data.join('\n') });
      event = '';
      data = [];
      length = 0;
      return;
    }
    const colon = line.indexOf(':');
    if (colon === 0) return;
    length += line.length;
    if (length > maxLength) throw new EventTooLong();
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'event') event = value;
    else if (field === 'data') data.push(value);
  }

  /** The events that are whole now. @throws EventTooLong */
  return (chunk: Buffer): ServerSentEvent[] => {
    const events: ServerSentEvent[] = [];
    const text = rest + decoder.write(chunk);
    const lines = text.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop()!;
    for (const line of lines) readLine(line, events);
    if (rest.length + length > maxLength) throw new EventTooLong();
    return events;
  };
}
