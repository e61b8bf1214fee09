/**
 * PostgreSQL's clients name the statements they use often: the text goes over the wire once per
 * connection, afterwards only the name. This remembers the texts, so that a statement is recognised
 * each time it is executed. Anything but PostgreSQL's protocol is left as it is.
 */

/** Reads what one connection's client sends; answers each chunk's text, texts of named statements first. */
export type ReadText = (chunk: Buffer) => string;

/** Asks for TLS before anything else; it is answered with one byte, and the start-up follows. */
const sslRequest = 80_877_103;
const typeAndLengthBytes = 5;

export function createTextReader(): ReadText {
  const texts = new Map<string, string>();
  let rest: Buffer = Buffer.alloc(0);
  let stage: 'first byte' | 'start-up' | 'messages' | 'other protocol' = 'first byte';

  /** Takes the next whole message off `rest`; undefined until all of it has come. */
  function nextMessage(): { type: string; body: Buffer } | undefined {
    const typeBytes = stage === 'messages' ? 1 : 0;
    if (rest.length < typeBytes + 4) return undefined;
    const end = typeBytes + rest.readUInt32BE(typeBytes);
    if (rest.length < end) return undefined;
    const type = stage === 'messages' ? String.fromCharCode(rest[0]!) : '';
    const body = rest.subarray(stage === 'messages' ? typeAndLengthBytes : 4, end);
    rest = rest.subarray(end);
    return { type, body };
  }

  /** The text of the statement that the message executes by its name. */
  function boundText({ type, body }: { type: string; body: Buffer }): string {
    if (stage === 'start-up') {
      if (body.readUInt32BE(0) !== sslRequest) stage = 'messages';
      return '';
    }
    const [first = '', second = ''] = body.toString('latin1').split('\0', 2);
    if (type === 'P' && first !== '') texts.set(first, second);
    return type === 'B' && second !== '' ? `${texts.get(second) ?? ''}\0` : '';
  }

  return (chunk) => {
    // A start-up message begins with its length, and none is as long as 16 MB.
    if (stage === 'first byte') stage = chunk[0] === 0 ? 'start-up' : 'other protocol';
    if (stage === 'other protocol') return chunk.toString('latin1');
    rest = Buffer.concat([rest, chunk]);
    let bound = '';
    for (let message = nextMessage(); message; message = nextMessage()) bound += boundText(message);
    return bound + chunk.toString('latin1');
  };
}
