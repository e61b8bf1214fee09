import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'graphql';
import { expect, it } from 'vitest';
import { createGatewayClient } from '../src/gateway-client.js';

it('tells the gateway who asks, and passes on no fault of its own documents', async () => {
  const received: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    received.push(request.headers);
    const errors = [{ message: 'No.', extensions: { code: 'DOCUMENT_NOT_TRUSTED' } }];
    response.writeHead(403).end(JSON.stringify({ errors }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  const client = createGatewayClient({ url, clientName: 'bff-web' });
  const { errors } = await client.execute(
    parse('query Page { a }'),
    {},
    { requestId: 'request-1' },
  );
  expect(received[0]!['apollographql-client-name']).toBe('bff-web');
  expect(errors).toMatchObject([{ code: 'INTERNAL_SERVER_ERROR' }]);
  await client.close();
  server.close();
});
