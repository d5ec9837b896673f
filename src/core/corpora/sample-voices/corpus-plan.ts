import { aesddPlan } from '#core/corpora/sample-voices/layouts/aesdd.ts';
import { asvpEsdPlan } from '#core/corpora/sample-voices/layouts/asvp-esd.ts';
import { bavedPlan } from '#core/corpora/sample-voices/layouts/baved.ts';
import { cafePlan } from '#core/corpora/sample-voices/layouts/cafe.ts';
import { casiaPlan } from '#core/corpora/sample-voices/layouts/casia.ts';
import { planCremaD } from '#core/corpora/sample-voices/layouts/crema-d.ts';
import { emoDbPlan } from '#core/corpora/sample-voices/layouts/emo-db.ts';
import { emovDbPlan } from '#core/corpora/sample-voices/layouts/emov-db.ts';
import { emovoPlan } from '#core/corpora/sample-voices/layouts/emovo.ts';
import { emozionalmentePlan } from '#core/corpora/sample-voices/layouts/emozionalmente.ts';
import { esdPlan } from '#core/corpora/sample-voices/layouts/esd.ts';
import { iemocapPlan } from '#core/corpora/sample-voices/layouts/iemocap.ts';
import { jlCorpusPlan } from '#core/corpora/sample-voices/layouts/jl-corpus.ts';
import { meldPlan } from '#core/corpora/sample-voices/layouts/meld.ts';
import { mesdPlan } from '#core/corpora/sample-voices/layouts/mesd.ts';
import { mspPodcastPlan } from '#core/corpora/sample-voices/layouts/msp-podcast.ts';
import { nemoPlan } from '#core/corpora/sample-voices/layouts/nemo.ts';
import { oreauPlan } from '#core/corpora/sample-voices/layouts/oreau.ts';
import { polishPlan } from '#core/corpora/sample-voices/layouts/polish.ts';
import { planRavdess } from '#core/corpora/sample-voices/layouts/ravdess.ts';
import { resdPlan } from '#core/corpora/sample-voices/layouts/resd.ts';
import { planSavee } from '#core/corpora/sample-voices/layouts/savee.ts';
import { shemoPlan } from '#core/corpora/sample-voices/layouts/shemo.ts';
import { subescoPlan } from '#core/corpora/sample-voices/layouts/subesco.ts';
import { planTess } from '#core/corpora/sample-voices/layouts/tess.ts';
import { turevDbPlan } from '#core/corpora/sample-voices/layouts/turev-db.ts';
import { urduPlan } from '#core/corpora/sample-voices/layouts/urdu.ts';
import type { SampleLayout } from '#shared/corpora.ts';
import { EMOTIONS } from '#shared/emotions.ts';
import { UserError } from '#shared/failure.ts';
import type { CorpusPlan, LayoutPlan } from './planned-clip.ts';

/**
 * All layouts. The defaults of the first four give 480 to 672 clips.
 * Their rooms: TESS and SAVEE are studio recordings, CREMA-D has the max noise, RAVDESS has long silences.
 */
export const SAMPLE_LAYOUT_PLANS: Record<SampleLayout, LayoutPlan> = {
  tess: {
    room: { neutralLevelDbfs: -24, signalToNoiseDb: [40, 4], silenceSeconds: [0.05, 0.15] },
    emotions: EMOTIONS,
    defaults: { speakers: 2, clipsPerEmotion: 40 },
    max: { speakers: 52, clipsPerEmotion: 200 },
    plan: planTess,
  },
  savee: {
    room: { neutralLevelDbfs: -26, signalToNoiseDb: [36, 5], silenceSeconds: [0.1, 0.3] },
    emotions: EMOTIONS,
    defaults: { speakers: 4, clipsPerEmotion: 18 },
    max: { speakers: 600, clipsPerEmotion: 99 },
    plan: planSavee,
  },
  ravdess: {
    room: { neutralLevelDbfs: -26, signalToNoiseDb: [35, 5], silenceSeconds: [0.2, 0.35] },
    emotions: EMOTIONS,
    defaults: { speakers: 12, clipsPerEmotion: 8 },
    max: { speakers: 999, clipsPerEmotion: 392 },
    plan: planRavdess,
  },
  'crema-d': {
    room: { neutralLevelDbfs: -25, signalToNoiseDb: [25, 6], silenceSeconds: [0.15, 0.35] },
    emotions: EMOTIONS.filter((emotion) => emotion !== 'surprise'),
    defaults: { speakers: 14, clipsPerEmotion: 6 },
    max: { speakers: 8999, clipsPerEmotion: 12 },
    plan: planCremaD,
  },
  'emo-db': emoDbPlan,
  iemocap: iemocapPlan,
  meld: meldPlan,
  'msp-podcast': mspPodcastPlan,
  esd: esdPlan,
  'jl-corpus': jlCorpusPlan,
  emovo: emovoPlan,
  shemo: shemoPlan,
  subesco: subescoPlan,
  cafe: cafePlan,
  aesdd: aesddPlan,
  urdu: urduPlan,
  oreau: oreauPlan,
  nemo: nemoPlan,
  emozionalmente: emozionalmentePlan,
  'emov-db': emovDbPlan,
  casia: casiaPlan,
  'turev-db': turevDbPlan,
  mesd: mesdPlan,
  'asvp-esd': asvpEsdPlan,
  resd: resdPlan,
  polish: polishPlan,
  baved: bavedPlan,
};

/**
 * Plans a corpus: the name and content of every file. Each speaker has `clipsPerEmotion` clips of each emotion.
 * Throws {@link UserError} `too-many-speakers`, `too-many-clips` or `invalid-input`.
 */
export function planCorpus(
  layout: SampleLayout,
  speakers: number,
  clipsPerEmotion: number,
  seed: number,
): CorpusPlan {
  const { max, plan } = SAMPLE_LAYOUT_PLANS[layout];
  if (!Number.isSafeInteger(seed))
    throw new UserError('invalid-input', `The seed must be a whole number, not ${seed}.`);
  requireCount('speakers', speakers, max.speakers, 'too-many-speakers', layout);
  requireCount('clips per emotion', clipsPerEmotion, max.clipsPerEmotion, 'too-many-clips', layout);
  return plan(speakers, clipsPerEmotion, seed);
}

function requireCount(what: string, count: number, max: number, code: string, layout: SampleLayout): void {
  if (!Number.isInteger(count) || count < 1)
    throw new UserError(
      'invalid-input',
      `The number of ${what} must be a whole number of at least 1, not ${count}.`,
    );
  if (count > max)
    throw new UserError(
      code,
      `The file names of ${layout} allow at most ${max} ${what}, not ${count}. Choose fewer or another layout.`,
    );
}
