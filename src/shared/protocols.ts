import { z } from 'zod';

/** The description of a protocol, and which settings it uses. */
interface ProtocolInfo {
  /** What its results mean, and what they do not show. */
  about: string;
  /** It uses the number of folds. */
  folds?: true;
  /** It uses the share of validation clips. */
  validationShare?: true;
  /** It uses the share of test clips. */
  testShare?: true;
  /** Whether the test speakers are always new to the network. */
  newSpeakers: boolean;
}

const protocols = <N extends string>(registry: Record<N, ProtocolInfo>) => registry;

/** The protocols by name. `core/splits/make-folds.ts` implements each; a missing implementation does not compile. */
export const PROTOCOL_INFO = protocols({
  random: {
    about:
      'Clips are divided at random within each corpus and emotion. Training and test share speakers, so results say little about new speakers.',
    validationShare: true,
    testShare: true,
    newSpeakers: false,
  },
  'speaker-independent': {
    about:
      'Train and test speakers are disjoint, so results hold for unseen voices. With few test speakers they depend on who was drawn.',
    validationShare: true,
    testShare: true,
    newSpeakers: true,
  },
  'leave-one-speaker-out': {
    about:
      'Each speaker is the test set once, with a network trained on the others. Results pool all speakers and do not show how much speakers differ.',
    validationShare: true,
    newSpeakers: true,
  },
  'leave-one-corpus-out': {
    about:
      'Each corpus is the test set once: new speakers, microphones and sentences. This is the hardest test. In the pooled results a large corpus counts more than a small one.',
    validationShare: true,
    newSpeakers: true,
  },
  'k-fold-random': {
    about:
      'Every clip is tested once, in one of k random folds. Training and test share speakers, so results say little about new speakers.',
    folds: true,
    validationShare: true,
    newSpeakers: false,
  },
  'k-fold-speakers': {
    about:
      'Every clip is tested once, in one of k folds that share no speaker, so results hold for unseen voices. Sentences and microphones occur in both training and test.',
    folds: true,
    validationShare: true,
    newSpeakers: true,
  },
  'sentence-independent': {
    about:
      'Train and test sentences are disjoint, so results hold for new sentences. In acted corpora, where all speakers say the same ones, a network can learn the sentence instead of the emotion. Training and test share speakers.',
    validationShare: true,
    testShare: true,
    newSpeakers: false,
  },
  'speaker-and-sentence-independent': {
    about:
      'Neither the speaker nor the sentence of a test clip was trained on. Clips that share only one of them with the test are not used, so there are fewer clips in all. The shares are of the speakers and of the sentences.',
    validationShare: true,
    testShare: true,
    newSpeakers: true,
  },
  'group-independent': {
    about:
      'Whole groups are tested: sessions, dialogues or podcasts of the corpus, or the group column of a table of clips. Results hold for new recordings of the same kind. The leakage check says whether speakers occur in both.',
    validationShare: true,
    testShare: true,
    newSpeakers: false,
  },
  'leave-one-group-out': {
    about:
      'Each session, dialogue or other group is the test set once: with IEMOCAP, the usual five folds, one for each session. The leakage check says whether speakers occur in both training and test.',
    validationShare: true,
    newSpeakers: false,
  },
  named: {
    about:
      'The split of the corpus itself, or of a table of clips: its parts, or its numbered folds, each tested once. The leakage check says what training and test share.',
    newSpeakers: false,
  },
});
export type ProtocolName = keyof typeof PROTOCOL_INFO;
export const PROTOCOLS = Object.keys(PROTOCOL_INFO) as ProtocolName[];

/** The protocols that use one of their settings, or whose test speakers are new. */
export function protocolsWith(
  trait: 'folds' | 'validationShare' | 'testShare' | 'newSpeakers',
): ProtocolName[] {
  return PROTOCOLS.filter((name) => PROTOCOL_INFO[name][trait] === true);
}

/** Indices into the run's list of clips. */
export interface Fold {
  /** The name of the held-out part: `fold 2 of 5`, a speaker, a corpus; or the protocol's name. */
  name: string;
  train: number[];
  validation: number[];
  test: number[];
}

/** What occurs in both training and test. Without leakage, all counts are 0. */
export const leakageSchema = z.object({
  /** Test clips whose exact audio is also in train or validation. */
  clips: z.number().int(),
  /** Test clips with a near-identical recording (resampled, re-levelled, cut) in train or validation. */
  nearDuplicates: z.number().int(),
  /** Speakers with clips in test and in train or validation. */
  speakers: z.number().int(),
  /** Sentences with clips in test and in train or validation. */
  sentences: z.number().int(),
  /** Sessions, dialogues or other groups in both. Absent if no clip has a group, and in runs of earlier versions. */
  groups: z.number().int().optional(),
});
export type Leakage = z.infer<typeof leakageSchema>;
