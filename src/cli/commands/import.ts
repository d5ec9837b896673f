import type { DeclareCommand } from '#cli/command-declaration.ts';
import type { Session } from '#cli/session.ts';
import { counted } from '#shared/format.ts';
import { plainText } from '#shared/plain-text.ts';

/** Imports the runs of `.neuralser` files, and of those in folders. Sets the exit code 1 if one failed. */
async function importRuns(session: Session, paths: readonly string[]): Promise<void> {
  const report = await session.ask('runs.import', { sources: paths.map((path) => ({ path })) });
  const { added, present, failed } = report;
  session.result(report, () =>
    [
      ...added.map(({ run, name }) => `${run}  ${plainText(name)}`),
      `${counted(added.length, 'run')} added${present.length > 0 ? `, ${present.length} already there` : ''}` +
        (failed.length > 0 ? session.paint.bad(`, ${failed.length} failed`) : ''),
    ].join('\n'),
  );
  for (const { failure } of failed) session.notify(failure.message, 'bad');
  if (failed.length > 0) process.exitCode = 1;
}

/** Its arguments and options. */
export const declareImport: DeclareCommand = ({ command, withSession }) => {
  command('import <files...>', 'add runs from .neuralser files, or from folders of them').action(
    (files: string[], options) => withSession(options, (session) => importRuns(session, files)),
  );
};
