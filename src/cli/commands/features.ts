import { resolve } from 'node:path';
import { Option } from 'commander';
import type { DeclareCommand } from '#cli/command-declaration.ts';
import { parseWhole } from '#cli/option-values.ts';
import type { Session } from '#cli/session.ts';
import { oldFeaturesOption } from '#cli/shared-options.ts';
import { plainText } from '#shared/plain-text.ts';
import { FEATURES } from '#shared/settings/features.ts';

async function features(
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

/** Its arguments and options. */
export const declareFeatures: DeclareCommand = ({ command, withSession }) => {
  command('features <files...>', 'write the features of audio files as .npy arrays')
    .addOption(
      new Option('--features <name>', 'the feature settings')
        .choices(Object.keys(FEATURES))
        .default('log-mel'),
    )
    .addOption(oldFeaturesOption())
    .option(
      '--offset <samples>',
      'position at which a longer clip is cut, or a shorter clip is padded',
      parseWhole,
    )
    .requiredOption('--out <dir>', 'the folder for the arrays: float32 [bands, frames]')
    .action((files: string[], options) =>
      withSession(options, (session) => features(session, files, options)),
    );
};
