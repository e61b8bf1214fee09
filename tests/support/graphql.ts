/** A client as an outsider writes one: a URL, a document, variables, headers. */
export interface Answer {
  status: number;
  headers: Headers;
  // What comes back is unknown to the client's types: tests look into it freely.
  // oxlint-disable-next-line typescript/no-explicit-any
  data: any;
  errors?: {
    message: string;
    path?: (string | number)[];
    extensions: { code: string; service?: string };
  }[];
}

export type Client = (
  query: string,
  variables?: Record<string, unknown>,
  headers?: Record<string, string>,
) => Promise<Answer>;

/** A client that keeps cookies, like a browser, and sends `headers` with every request. */
export function createClient(
  url: string,
  defaults: Record<string, string> = {},
  timeoutMs = 30_000,
): Client {
  const cookies = new Map<string, string>();
  return async (query, variables = {}, headers = {}) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(cookies.size > 0 && { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') }),
        ...defaults,
        ...headers,
      },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [name, value] = cookie.split(';')[0]!.split(/=(.*)/s);
      if (value) cookies.set(name!, value);
      else cookies.delete(name!);
    }
    const body = (await response.json()) as Pick<Answer, 'data' | 'errors'>;
    return { status: response.status, headers: response.headers, ...body };
  };
}

/** Asks again until `done` says so. @throws Error with the last answer after `timeoutMs`. */
export async function poll<T>(
  ask: () => Promise<T>,
  done: (answer: T) => boolean,
  timeoutMs = 20_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (done(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`Not in time; last: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
