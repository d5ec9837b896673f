import { resolve } from 'node:path';
import type { Session } from '#cli/session.ts';
import type { SampleLayout } from '#shared/corpora.ts';
import { counted } from '#shared/format.ts';

export interface SampleOptions {
  layout?: SampleLayout;
  speakers?: number;
  clips?: number;
  rate?: number;
  seed?: number;
}

export async function sample(
  session: Session,
  folder: string | undefined,
  options: SampleOptions,
): Promise<void> {
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
