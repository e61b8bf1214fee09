/**
 * PostgreSQL's clients name the statements they use often: the text goes over the wire once per
 * connection, afterwards only the name. This remembers the texts, so that a statement is recognised
 * each time it is executed. Anything but PostgreSQL's protocol is left as it is.
 */

export interface TextReader {
  /** Remembers the statements that are named in it; to be called with every chunk of the client's. */
  follow(chunk: Buffer): void;
  /**
   * The text of the chunk that was followed last, the texts of the statements it names before it, or
   * behind its BEGIN.
   */
  text(): string;
}

const begin = 'BEGIN\0';
/** Asks for TLS before anything else; it is answered with one byte, and the start-up follows. */
const sslRequest = 80_877_103;
const [parse, bind] = ['P'.charCodeAt(0), 'B'.charCodeAt(0)];

/** For one connection. */
export function createTextReader(): TextReader {
  const texts = new Map<string, string>();
  let rest: Buffer = Buffer.alloc(0);
  let last: Buffer = rest;
  let bound: string[] = [];
  let stage: 'first byte' | 'start-up' | 'messages' | 'other protocol' = 'first byte';

  function take(type: number, body: Buffer): void {
    // Names come first, each with a NUL at its end: of the statement, or of a portal (none here) and it.
    const nameAt = type === bind ? body.indexOf(0) + 1 : 0;
    const nameEnd = body.indexOf(0, nameAt);
    if (nameEnd === nameAt) return;
    const name = body.toString('latin1', nameAt, nameEnd);
    if (type === bind) bound.push(name);
    else texts.set(name, body.toString('latin1', nameEnd + 1, body.indexOf(0, nameEnd + 1)));
  }

  /** Takes the whole messages off `rest`. A start-up message has no type before its length. */
  function takeMessages(): void {
    for (;;) {
      const typeBytes = stage === 'messages' ? 1 : 0;
      if (rest.length < typeBytes + 4) return;
      const end = typeBytes + rest.readUInt32BE(typeBytes);
      if (rest.length < end) return;
      const body = rest.subarray(typeBytes + 4, end);
      if (stage === 'start-up') {
        if (body.readUInt32BE(0) !== sslRequest) stage = 'messages';
      } else if (rest[0] === parse || rest[0] === bind) take(rest[0], body);
      rest = rest.subarray(end);
    }
  }

  return {
    follow(chunk) {
      last = chunk;
      bound = [];
      // A start-up message begins with its length, and none is as long as 16 MB.
      if (stage === 'first byte') stage = chunk[0] === 0 ? 'start-up' : 'other protocol';
      if (stage === 'other protocol') return;
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      takeMessages();
    },
    text() {
      const said = last.toString('latin1');
      const named = bound.map((name) => `${texts.get(name) ?? ''}\0`).join('');
      // A transaction's first statements may come with its BEGIN, and belong behind it.
      const beginAt = said.lastIndexOf(begin);
      const start = beginAt < 0 ? 0 : beginAt + begin.length;
      return said.slice(0, start) + named + said.slice(start);
    },
  };
}
