// A local HTTP proxy: requests in absolute form and CONNECT, all to one server, whatever they name.
import { once } from 'node:events';
import { createServer, request as send } from 'node:http';
import { type AddressInfo, connect } from 'node:net';

export interface ProxyServer {
  /** Host and port. */
  readonly host: string;
  /** What was asked of it: `POST http://models.example/v1/...`, `CONNECT models.example:443`. */
  readonly asked: readonly string[];
  /** The credentials that came along, as they were sent. */
  readonly credentials: readonly (string | undefined)[];
  readonly [Symbol.asyncDispose]: () => Promise<void>;
}

/** `refusal`: the status with which it refuses everything. */
export async function startProxy(
  target: { readonly port: number },
  refusal: number | null = null,
): Promise<ProxyServer> {
  const asked: string[] = [];
  const credentials: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    credentials.push(request.headers['proxy-authorization']);
    if (refusal !== null) {
      response.writeHead(refusal).end();
      return;
    }
    const { method, headers } = request;
    const { pathname, search } = new URL(request.url ?? '');
    const passed = send(
      { host: '127.0.0.1', port: target.port, path: pathname + search, method, headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    passed.on('error', () => response.destroy());
    request.pipe(passed);
  });
  server.on('connect', (request, socket) => {
    asked.push(`CONNECT ${request.url}`);
    credentials.push(request.headers['proxy-authorization']);
    socket.on('error', () => {});
    if (refusal !== null) {
      socket.end(`HTTP/1.1 ${refusal} Refused\r\n\r\n`);
      return;
    }
    const tunnel = connect(target.port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      tunnel.pipe(socket).pipe(tunnel);
    });
    tunnel.on('error', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    credentials,
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
