/** One bounded HTTP exchange: no longer than it may take, no larger than it may be. */
import { SourceFault } from './supergraph-source.js';

export interface DownloadLimits {
  /** From the first packet to the last byte. */
  timeoutMs: number;
  maxBytes: number;
}

export interface Downloaded {
  status: number;
  headers: Headers;
  text: string;
}

/**
 * @param place how the address is called in errors: without secrets
 * @throws SourceFault
 */
export async function download(
  place: string,
  url: string,
  { timeoutMs, maxBytes }: DownloadLimits,
  init: RequestInit = {},
): Promise<Downloaded> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(url, { ...init, signal });
    const { status, headers } = response;
    return { status, headers, text: await readText(response, maxBytes) };
  } catch (error) {
    throw new SourceFault(`${place} ${explain(error as Error, timeoutMs)}`, { cause: error });
  }
}

async function readText({ body }: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop ends the connection.
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new SourceFault(`sent more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function explain(error: Error, timeoutMs: number): string {
  if (error instanceof SourceFault) return error.message;
  if (error.name === 'TimeoutError') return `did not answer within ${timeoutMs} ms`;
  const { code, message } = (error.cause ?? error) as { code?: string; message: string };
  return `cannot be reached (${code ?? message})`;
}
