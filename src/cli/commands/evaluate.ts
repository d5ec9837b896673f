import type { Session } from '../session.ts';
import {
  confusionTable,
  figuresTable,
  intervalNote,
  leakageNote,
  leakageTable,
  perEmotionTable,
} from '../terminal/figures.ts';

export async function evaluate(session: Session, run: string, folders: string[]): Promise<void> {
  const figures = await session.ask('runs.evaluate', { run, folders });
  const { paint } = session;
  session.result(figures, () =>
    [
      `${figures.clips} clips${figures.problems.length > 0 ? paint.warn(`, ${figures.problems.length} left out`) : ''}`,
      `${figuresTable(figures)}\n${paint.faint(intervalNote(figures))}`,
      perEmotionTable(figures),
      confusionTable(figures, paint),
      `${leakageTable(figures.leakage, paint)}\n${paint.faint(leakageNote(figures.leakage))}`,
    ].join('\n\n'),
  );
}
