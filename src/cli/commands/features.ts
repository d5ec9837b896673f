import { resolve } from 'node:path';
import type { Session } from '../session.ts';
import { plainText } from '../terminal/text.ts';

export async function features(
  session: Session,
  files: string[],
  options: { recipe: string; offset?: number; out: string },
): Promise<void> {
  const written = await session.ask('features.write', {
    files: files.map((file) => resolve(file)),
    recipe: options.recipe,
    offsetSamples: options.offset ?? null,
    target: resolve(options.out),
  });
  session.result(written, () =>
    written
      .map((entry) =>
        'npy' in entry
          ? `${plainText(entry.npy)}  [${entry.shape.join(', ')}]`
          : `${session.paint.bad('left out')} ${plainText(entry.path)}: ${entry.problem}`,
      )
      .join('\n'),
  );
  if (written.every((entry) => 'problem' in entry)) process.exitCode = 1;
}
