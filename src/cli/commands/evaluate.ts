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
  const leftOut = figures.problems.length;
  session.result(figures, () =>
    [
      `${figures.clips} clips${leftOut > 0 ? paint.warn(`, ${leftOut} left out: \`scan\` says why`) : ''}`,
      `${figuresTable(figures)}\n${paint.faint(paint.prose(intervalNote(figures)))}`,
      perEmotionTable(figures),
      confusionTable(figures, paint),
      `${leakageTable(figures.leakage, paint, 'leakage audit: these clips and those trained on')}\n${paint.faint(paint.prose(leakageNote(figures.leakage)))}`,
    ].join('\n\n'),
  );
}
