import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UserError } from '#shared/failure.ts';

/** The default port, always the same for tunnels and bookmarks. */
const DEFAULT_PORT = 8377;
/** Number of ports that are tried, starting with the default one, before any free port is used. */
const PORTS_TRIED = 20;
/** Only this machine can connect. */
const HOST = '127.0.0.1';

/**
 * Starts listening, on this machine only. Returns the port.
 * @param requested a port; 0: any free port; undefined: the default port, or the next free one
 * @throws UserError `port-taken`, `port-not-allowed`
 */
export async function listen(server: Server, requested: number | undefined): Promise<number> {
  if (requested !== undefined) return tryPort(server, requested);
  for (let port = DEFAULT_PORT; port < DEFAULT_PORT + PORTS_TRIED; port++) {
    try {
      return await tryPort(server, port);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  }
  return tryPort(server, 0);
}

function tryPort(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => reject(explain(error, port));
    server.once('error', onError);
    server.listen({ host: HOST, port, exclusive: true }, () => {
      server.off('error', onError);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function explain(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return new UserError(
      'port-taken',
      `Port ${port} is used by another program. Choose another port, or omit --port to use a free one.`,
      { cause: error },
    );
  }
  if (error.code === 'EACCES') {
    return new UserError(
      'port-not-allowed',
      `The system does not allow port ${port}. Choose a port above 1023 with --port.`,
      { cause: error },
    );
  }
  return error;
}
