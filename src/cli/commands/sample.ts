import { resolve } from 'node:path';
import { Option } from 'commander';
import type { DeclareCommand } from '#cli/command-declaration.ts';
import { parseCount, parseWhole } from '#cli/option-values.ts';
import type { Session } from '#cli/session.ts';
import type { SampleLayout } from '#shared/corpora.ts';
import { SAMPLE_LAYOUTS } from '#shared/corpora.ts';
import { counted } from '#shared/format.ts';

interface SampleOptions {
  layout?: SampleLayout;
  speakers?: number;
  clips?: number;
  rate?: number;
  seed?: number;
}

async function sample(session: Session, folder: string | undefined, options: SampleOptions): Promise<void> {
  const made = await session.ask('corpora.sample', {
    folder: folder === undefined ? null : resolve(folder),
    layout: options.layout,
    speakers: options.speakers,
    clipsPerEmotion: options.clips,
    sampleRateHz: options.rate,
    seed: options.seed,
  });
  session.result(
    made,
    () =>
      `${counted(made.clips, 'synthetic clip')} of ${counted(made.speakers, 'speaker')} in ${made.folder}\n${session.paint.warn('Use them to learn the program and for tests. Results on them say nothing about real voices.')}`,
  );
}

/** Its arguments and options. */
export const declareSample: DeclareCommand = ({ command, withSession }) => {
  command('sample [folder]', 'create synthetic sample voices')
    .addOption(new Option('--layout <name>', 'the corpus whose file names are used').choices(SAMPLE_LAYOUTS))
    .option('--speakers <n>', 'number of speakers', parseCount)
    .option('--clips <n>', 'clips per emotion and speaker', parseCount)
    .option('--rate <hz>', 'sample rate in Hz', parseCount)
    .option('--seed <n>', 'the same seed gives the same files', parseWhole)
    .action((folder: string | undefined, options) =>
      withSession(options, (session) => sample(session, folder, options)),
    );
};
