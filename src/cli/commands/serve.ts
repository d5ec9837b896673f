import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import { UserError } from '../../shared/failure.ts';
import { openInBrowser } from '../open-in-browser.ts';
import type { Session } from '../session.ts';

export interface ServeOptions {
  port?: number;
  open?: boolean;
}

/** Where `npm run build:page` puts the page, or where the environment says that one lies. */
const pageFolder = () =>
  process.env.NEURAL_SER_PAGE || fileURLToPath(new URL('../../../out/renderer/', import.meta.url));
const HIGHEST_PORT = 65_535;

/** Serves the laboratory to browsers of this machine until Ctrl-C. */
export async function serve(session: Session, { port, open = false }: ServeOptions): Promise<void> {
  if (port !== undefined && port > HIGHEST_PORT) {
    throw new UserError('usage', `A port is at most ${HIGHEST_PORT}.`);
  }
  const laboratory = await session.laboratory();
  // Here, so that no other command loads it.
  const { startServer } = await import('../../server/start-server.ts');
  let links = 0;
  await using server = await startServer({
    laboratory,
    pageFolder: pageFolder(),
    port,
    onLink: (link) => {
      links += 1;
      // One line each, for whoever reads them by a program.
      if (session.json) process.stdout.write(`${JSON.stringify({ address: link })}\n`);
      else
        session.say(
          links === 1 ? `neural-SER is served at\n\n    ${link}\n` : `For one more browser: ${link}`,
        );
    },
    onDefect: (error) =>
      session.remark(error instanceof Error ? (error.stack ?? error.message) : String(error)),
  });
  if (!session.json) {
    const tunnel = tunnelHint(server.port);
    if (tunnel !== null) session.tell(tunnel);
    session.tell(
      'The link works once, for one browser. Ctrl-C ends the laboratory; a run that trains is kept.',
    );
  }
  if (open) openInBrowser(server.link, (reason) => session.remark(reason));
  await aborted(session.signal);
  session.remark('Closing …');
}

/** How to reach a machine that one is logged in to from elsewhere; null where one sits at it. */
function tunnelHint(port: number): string | null {
  if (!process.env.SSH_CONNECTION) return null;
  const user = process.env.USER ?? process.env.LOGNAME ?? 'USER';
  return `From your own computer, first:  ssh -L ${port}:127.0.0.1:${port} ${user}@${hostname()}\n`;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
