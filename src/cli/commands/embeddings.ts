import type { DeclareCommand } from '#cli/command-declaration.ts';
import { parseCount } from '#cli/option-values.ts';
import type { Session } from '#cli/session.ts';
import { deviceOption, RUN_HELP } from '#cli/shared-options.ts';
import { csvLine } from '#shared/csv.ts';
import { EMBEDDING_NOTE } from '#shared/embeddings.ts';
import { UserError } from '#shared/failure.ts';
import { count, counted, percent } from '#shared/format.ts';
import { plainText } from '#shared/plain-text.ts';

/** Prints the map of the embeddings of a fold's test clips: as a summary, as JSON or as CSV. */
async function embeddings(
  session: Session,
  run: string,
  { fold = 1, csv = false, json = false }: { fold?: number; csv?: boolean; json?: boolean },
): Promise<void> {
  if (csv && json) throw new UserError('usage', 'Choose one of --json and --csv.');
  const map = await session.ask('embeddings.show', { run, fold: fold - 1 });
  const { clips, shares, size, folds, problems } = map;
  for (const { path, reason } of problems) session.notify(`${plainText(path)}: ${reason}`, 'warn');
  if (csv) {
    session.write(csvLine(['path', 'corpus', 'speaker', 'sex', 'actual', 'predicted', 'x', 'y']));
    for (const { path, corpus, speaker, sex, actual, predicted, x, y } of clips)
      session.write(csvLine([path, corpus, speaker, sex, actual, predicted, x, y]));
    return;
  }
  session.result(map, () => {
    const { paint } = session;
    const total = shares[0] + shares[1];
    return [
      `${counted(clips.length, 'test clip')} of fold ${fold} of ${folds}, ${count(size)} values each`,
      `The two dimensions have ${percent(total)} of the variance (${percent(shares[0])} and ${percent(shares[1])}). Print the points with --csv or --json.`,
      paint.faint(paint.prose(EMBEDDING_NOTE)),
    ].join('\n');
  });
}

/** Its arguments and options. */
export const declareEmbeddings: DeclareCommand = ({ command, withSession }) => {
  command('embeddings', 'map the test clips of a fold by what its network knows about them')
    .argument('<run>', RUN_HELP)
    .option('--fold <n>', 'the fold, from 1 [1]', parseCount)
    .option('--csv', 'print comma-separated values')
    .addOption(deviceOption())
    .action((run: string, options) => withSession(options, (session) => embeddings(session, run, options)));
};
