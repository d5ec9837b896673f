import { makeFolds } from '../splits/make-folds.ts';
import { createBreath } from '../turns/breath.ts';
import type { Handlers, Parts } from './parts.ts';
import { auditFolds, previewFolds } from './plan-splits.ts';
import { clipsOf, scanAndRemember } from './scanning.ts';

export function splitRequests(parts: Parts): Handlers<'splits.preview'> {
  return {
    'splits.preview': async ({ folders, protocol, seed }, context) => {
      const clips = clipsOf(await scanAndRemember(parts, folders, context));
      const folds = await makeFolds(clips, protocol, seed, createBreath(context.signal));
      return previewFolds(clips, folds, await auditFolds(clips, folds, [], context.signal));
    },
  };
}
