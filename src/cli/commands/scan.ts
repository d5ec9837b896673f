import { EMOTIONS } from '../../shared/emotions.ts';
import type { Session } from '../session.ts';
import { table } from '../terminal/table.ts';

/** How many problems are listed for people before the rest is only counted; `--json` has them all. */
const PROBLEMS_SHOWN = 40;

export async function scan(session: Session, folders: string[], options: { csv?: string }): Promise<void> {
  const found = await session.ask('corpora.scan', { folders });
  const tables =
    options.csv === undefined ? [] : await session.ask('corpora.export', { folders, target: options.csv });
  session.result({ ...found, ...(options.csv === undefined ? {} : { tables }) }, () => {
    const parts = [
      table([
        ['corpus', 'layout', 'clips>', 'speakers>', ...EMOTIONS.map((emotion) => `${emotion}>`)],
        ...found.corpora.map((corpus) => [
          corpus.name,
          corpus.layout,
          String(corpus.clips),
          String(corpus.speakers),
          ...EMOTIONS.map((emotion) => String(corpus.emotions[emotion])),
        ]),
      ]),
      `${found.clips} clips`,
    ];
    if (found.problems.length > 0) {
      const shown = found.problems.slice(0, PROBLEMS_SHOWN);
      parts.push(
        `${session.paint.warn(`${found.problems.length} left out:`)}\n${shown
          .map((problem) => `  ${problem.path}\n    ${session.paint.faint(problem.reason)}`)
          .join('\n')}`,
      );
      if (shown.length < found.problems.length) {
        parts.push(`  … and ${found.problems.length - shown.length} more: all of them with --json`);
      }
    }
    if (tables.length > 0) parts.push(`Written:\n${tables.map((path) => `  ${path}`).join('\n')}`);
    return parts.join('\n\n');
  });
}
