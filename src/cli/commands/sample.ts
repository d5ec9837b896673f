import { resolve } from 'node:path';
import type { Session } from '../session.ts';

export interface SampleOptions {
  layout?: 'tess' | 'savee' | 'ravdess' | 'crema-d';
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
      `${made.clips} synthetic clips of ${made.speakers} voices in ${made.folder}\n${session.paint.warn('Made by a synthesizer: good for learning the program and for tests, not for claims about people.')}`,
  );
}
