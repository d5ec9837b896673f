import type { DeclareCommand } from '#cli/command-declaration.ts';
import type { Session } from '#cli/session.ts';
import { RUN_HELP } from '#cli/shared-options.ts';
import { bytes, counted } from '#shared/format.ts';
import { plainText } from '#shared/plain-text.ts';

interface ExportOptions {
  out: string;
  overwrite?: boolean;
}

/** Writes a run as a `.neuralser` file. */
async function exportRun(session: Session, run: string, options: ExportOptions): Promise<void> {
  const written = await session.ask('runs.export', {
    run,
    target: options.out,
    overwrite: options.overwrite ?? false,
  });
  session.result(written, () => {
    const weights = written.weights === 0 ? 'no weights' : counted(written.weights, 'model');
    return `${plainText(written.path)}: ${bytes(written.bytes)}, ${weights}, no audio`;
  });
}

/** Its arguments and options. */
export const declareExport: DeclareCommand = ({ command, withSession }) => {
  command('export', 'write a run with its weights, without audio, as a file for another laboratory')
    .argument('<run>', RUN_HELP)
    .requiredOption('--out <file>', 'the file: NAME.neuralser; or a folder')
    .option('--overwrite', 'replace an existing file')
    .action((run: string, options) => withSession(options, (session) => exportRun(session, run, options)));
};
