/** Just as much HTTP/1.1 as the gateways speak to a subgraph: requests with a length, or in chunks. */

export interface HttpRequest {
  path: string;
  /** Byte by byte (latin1). */
  body: string;
}

const endOfHead = '\r\n\r\n';

export class RequestReader {
  #pending = '';

  constructor(readonly onRequest: (request: HttpRequest) => void) {}

  read(chunk: Buffer): void {
    const text = this.#pending + chunk.toString('latin1');
    this.#pending = '';
    let from = 0;
    while (from < text.length) {
      const next = this.#take(text, from);
      if (next === undefined) {
        this.#pending = text.slice(from);
        return;
      }
      from = next;
    }
  }

  /** Where the request that begins at `from` ends; undefined while it is not all there. */
  #take(text: string, from: number): number | undefined {
    const headEnd = text.indexOf(endOfHead, from);
    if (headEnd < 0) return undefined;
    const head = text.slice(from, headEnd);
    const path = head.slice(head.indexOf(' ') + 1, head.indexOf(' HTTP/'));
    const start = headEnd + endOfHead.length;
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    if (length === undefined && /\r\ntransfer-encoding: *chunked/i.test(head))
      return this.#takeChunks(text, start, path);
    const end = start + Number(length ?? 0);
    if (text.length < end) return undefined;
    this.onRequest({ path, body: text.slice(start, end) });
    return end;
  }

  #takeChunks(text: string, start: number, path: string): number | undefined {
    let body = '';
    for (let at = start; ;) {
      const lineEnd = text.indexOf('\r\n', at);
      if (lineEnd < 0) return undefined;
      const size = Number.parseInt(text.slice(at, lineEnd), 16);
      const end = lineEnd + 2 + size + 2;
      if (text.length < end) return undefined;
      if (size === 0) {
        this.onRequest({ path, body });
        return end;
      }
      body += text.slice(lineEnd + 2, end - 2);
      at = end;
    }
  }
}
