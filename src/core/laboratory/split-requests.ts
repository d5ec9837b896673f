import type { Clip } from '../../shared/corpora.ts';
import { perEmotion } from '../../shared/emotions.ts';
import { auditLeakage, copyGroups } from '../splits/leakage-audit.ts';
import { makeFolds } from '../splits/make-folds.ts';
import type { Handlers, Parts } from './parts.ts';
import { clipsOf, scanAndRemember } from './scanning.ts';

export function splitRequests(parts: Parts): Handlers<'splits.preview'> {
  return {
    'splits.preview': async ({ folders, protocol, seed }, context) => {
      const clips = clipsOf(await scanAndRemember(parts, folders, context));
      const folds = makeFolds(clips, protocol, seed);
      const groups = copyGroups(clips);
      return folds.map((fold) => ({
        name: fold.name,
        sizes: { train: fold.train.length, validation: fold.validation.length, test: fold.test.length },
        emotions: {
          train: countEmotions(clips, fold.train),
          validation: countEmotions(clips, fold.validation),
          test: countEmotions(clips, fold.test),
        },
        leakage: auditLeakage(clips, fold, groups).test.leakage,
      }));
    },
  };
}

function countEmotions(clips: readonly Clip[], indices: readonly number[]) {
  return perEmotion((emotion) => indices.filter((index) => clips[index].emotion === emotion).length);
}
