import type { Session } from '#cli/session.ts';
import { csvLine } from '#shared/csv.ts';
import { EMBEDDING_NOTE } from '#shared/embeddings.ts';
import { UserError } from '#shared/failure.ts';
import { count, counted, percent } from '#shared/format.ts';
import { plainText } from '#shared/plain-text.ts';

/** Prints the map of the embeddings of a fold's test clips: as a summary, as JSON or as CSV. */
export async function embeddings(
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
