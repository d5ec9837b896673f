import { hostname } from 'node:os';
import type { DeclareCommand } from '#cli/command-declaration.ts';
import { openInBrowser } from '#cli/open-in-browser.ts';
import { parseWhole } from '#cli/option-values.ts';
import { PAGE_FOLDER } from '#cli/places.ts';
import type { Session } from '#cli/session.ts';
import { deviceOption } from '#cli/shared-options.ts';
import { UserError } from '#shared/failure.ts';

interface ServeOptions {
  port?: number;
  open?: boolean;
}

/** The built page, or the folder that the environment names. */
const pageFolder = () => process.env.NEURAL_SER_PAGE || PAGE_FOLDER;
const MAX_PORT = 65_535;

/** Serves the laboratory to browsers of this machine until Ctrl-C. */
async function serve(session: Session, { port, open = false }: ServeOptions): Promise<void> {
  if (port !== undefined && port > MAX_PORT) {
    throw new UserError('usage', `The port must be at most ${MAX_PORT}.`);
  }
  const onDefect = (error: unknown) =>
    session.notify(error instanceof Error ? (error.stack ?? error.message) : String(error));
  const laboratory = await session.laboratory();
  laboratory.resumeKept(onDefect);
  // Imported here, because no other command needs it.
  const { startServer } = await import('#server/start-server.ts');
  let links = 0;
  await using server = await startServer({
    laboratory,
    pageFolder: pageFolder(),
    port,
    onLink: (link) => {
      links += 1;
      // One line for each link, so that a program can read them.
      if (session.json) process.stdout.write(`${JSON.stringify({ address: link })}\n`);
      else
        session.print(
          links === 1
            ? `Open neural-SER in a browser:\n\n    ${link}\n`
            : `Link for another browser: ${link}`,
        );
    },
    onDefect,
  });
  if (!session.json) {
    const tunnel = tunnelHint(server.port);
    if (tunnel !== null) session.printUnlessQuiet(tunnel);
    session.printUnlessQuiet(
      'The link works once, for one browser. Ctrl-C closes the program. A running training is stopped and can be resumed.',
    );
  }
  if (open) void openInBrowser(server.link, (reason) => session.notify(reason));
  const ended = await end(session.signal);
  // Whoever stops the service or loses the terminal has not asked to stop the runs; Ctrl-C has.
  if (ended !== 'SIGINT') await laboratory.keepRuns().catch(onDefect);
  session.notify('Closing …');
}

/** How to reach this machine if the user is logged in over SSH; otherwise null. */
function tunnelHint(port: number): string | null {
  if (!process.env.SSH_CONNECTION) return null;
  const user = process.env.USER ?? process.env.LOGNAME ?? 'USER';
  return `First run this on your own computer:  ssh -L ${port}:127.0.0.1:${port} ${user}@${hostname()}\n`;
}

/** Waits for the end of the session; gives the signal that ended it. */
function end(session: AbortSignal): Promise<NodeJS.Signals> {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>();
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve(signal));
  // Also when the output was closed. The listeners of a signal are called before this microtask.
  const abort = () => queueMicrotask(() => resolve('SIGINT'));
  if (session.aborted) abort();
  else session.addEventListener('abort', abort, { once: true });
  return promise;
}

/** Its arguments and options. */
export const declareServe: DeclareCommand = ({ command, withSession }) => {
  command('serve', 'serve the program as a web page on this machine')
    .option('--port <n>', 'the port [8377, or the next free one]; 0: any free port', parseWhole)
    .option('--open', 'open the page in the browser')
    .addOption(deviceOption())
    .action((options) => withSession(options, (session) => serve(session, options)));
};
