import type { RequestOutput } from '../../shared/contract.ts';
import type { Problem } from '../../shared/corpora.ts';
import { EMOTIONS } from '../../shared/emotions.ts';
import type { Session } from '../session.ts';
import type { Paint } from '../terminal/paint.ts';
import { table } from '../terminal/table.ts';
import { plainText } from '../terminal/text.ts';

/** How many problems of a kind are listed for people before the rest is only counted; `--json` has them all. */
const PROBLEMS_SHOWN = 10;

/** Narrower than this, emotions are named by their first letters. */
const WHOLE_NAMES_COLUMNS = 100;

const NOTHING_FOUND =
  'No corpus was found here. A corpus is TESS, SAVEE, RAVDESS or CREMA-D under the names they are published with, ' +
  'a folder for each emotion, or a CSV of paths and emotions; its clips are WAV files.';

export async function scan(session: Session, folders: string[], options: { csv?: string }): Promise<void> {
  const found = await session.ask('corpora.scan', { folders });
  const tables =
    options.csv === undefined
      ? undefined
      : await session.ask('corpora.export', { folders, target: options.csv });
  session.result({ ...found, ...(tables === undefined ? {} : { tables }) }, () =>
    [
      ...(found.corpora.length === 0
        ? [session.paint.prose(NOTHING_FOUND)]
        : [corporaTable(found, session.paint)]),
      ...problemLists(found.problems, session.paint),
      ...(tables === undefined
        ? []
        : [`Written:\n${tables.map((path) => `  ${plainText(path)}`).join('\n')}`]),
    ].join('\n\n'),
  );
}

function corporaTable(found: RequestOutput<'corpora.scan'>, paint: Paint): string {
  const letters = paint.columns < WHOLE_NAMES_COLUMNS ? 3 : Number.POSITIVE_INFINITY;
  const rows = table(
    [
      { head: 'corpus', least: 8 },
      { head: 'layout', spare: 1 },
      { head: 'clips', right: true },
      { head: 'speakers', right: true },
      ...EMOTIONS.map((emotion) => ({ head: emotion.slice(0, letters), right: true })),
    ],
    found.corpora.map((corpus) => [
      plainText(corpus.name),
      corpus.layout,
      String(corpus.clips),
      String(corpus.speakers),
      ...EMOTIONS.map((emotion) => String(corpus.emotions[emotion])),
    ]),
    paint.columns,
  );
  return `${rows}\n\n${found.clips} clips`;
}

/** A list for each kind of problem, the most frequent first; a reason that many share stands once. */
function problemLists(problems: readonly Problem[], paint: Paint): string[] {
  const kinds = [...Map.groupBy(problems, ({ code }) => code)].sort(([, a], [, b]) => b.length - a.length);
  return kinds.map(([code, all]) => {
    const lines: string[] = [];
    const shown = all.slice(0, PROBLEMS_SHOWN);
    for (const [reason, alike] of Map.groupBy(shown, ({ reason }) => reason)) {
      lines.push(
        paint.faint(paint.prose(`  ${plainText(reason)}`)),
        ...alike.map(({ path }) => `    ${plainText(path)}`),
      );
    }
    if (shown.length < all.length) lines.push(`  … and ${all.length - shown.length} more; --json has all`);
    return [paint.warn(`${all.length} left out, ${code}:`), ...lines].join('\n');
  });
}
