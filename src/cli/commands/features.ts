import { resolve } from 'node:path';
import type { Session } from '#cli/session.ts';
import { plainText } from '#shared/plain-text.ts';

export async function features(
  session: Session,
  files: string[],
  options: {
    features: string /** The old name of `features`. */;
    recipe?: string;
    offset?: number;
    out: string;
  },
): Promise<void> {
  const written = await session.ask('features.write', {
    files: files.map((file) => resolve(file)),
    features: options.recipe ?? options.features,
    offsetSamples: options.offset ?? null,
    target: resolve(options.out),
  });
  session.result(written, () =>
    written
      .map((entry) =>
        'npy' in entry
          ? `${plainText(entry.npy)}  [${entry.shape.join(', ')}]`
          : `${session.paint.bad('skipped')} ${plainText(entry.path)}: ${entry.problem}`,
      )
      .join('\n'),
  );
  if (written.every((entry) => 'problem' in entry)) process.exitCode = 1;
}
