import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UserError } from '../shared/failure.ts';

/** Where the page is served when nobody says otherwise, so that a tunnel or a bookmark finds it again. */
export const USUAL_PORT = 8377;
/** So many ports from the usual one on are tried before any free one is taken. */
const NEIGHBOURS = 20;
/** This machine alone: never on an address that others reach. */
const HOST = '127.0.0.1';

/**
 * Lets a server listen, on this machine alone; gives its port.
 * @param asked a port; 0: any free one; undefined: the usual one, or the next that is free
 * @throws UserError `port-taken`, `port-not-allowed`
 */
export async function listen(server: Server, asked: number | undefined): Promise<number> {
  if (asked !== undefined) return tryPort(server, asked);
  for (let port = USUAL_PORT; port < USUAL_PORT + NEIGHBOURS; port++) {
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
    const refuse = (error: NodeJS.ErrnoException) => reject(explain(error, port));
    server.once('error', refuse);
    server.listen({ host: HOST, port, exclusive: true }, () => {
      server.off('error', refuse);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function explain(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return new UserError(
      'port-taken',
      `Another program listens on port ${port}. Name another with --port, or none: then a free one is taken.`,
      { cause: error },
    );
  }
  if (error.code === 'EACCES') {
    return new UserError(
      'port-not-allowed',
      `The system does not allow port ${port}. Name one above 1023 with --port.`,
      { cause: error },
    );
  }
  return error;
}
