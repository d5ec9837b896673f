import { z } from 'zod';

export const PROTOCOLS = [
  'random',
  'speaker-independent',
  'leave-one-speaker-out',
  'leave-one-corpus-out',
  'k-fold-random',
  'k-fold-speakers',
  'named',
] as const;
export const protocolNameSchema = z.enum(PROTOCOLS);
export type ProtocolName = z.infer<typeof protocolNameSchema>;

/** How clips are divided into train, validation and test. The seed is the run's unless one is given. */
export const protocolSchema = z.object({
  name: protocolNameSchema,
  /** Of the k-fold protocols only. */
  folds: z.number().int().min(2).max(100).default(5),
  /** Shares of the clips (`random`) or of the speakers' clips; the rest is for training. */
  validationShare: z.number().min(0).max(0.9).default(0.2),
  testShare: z.number().min(0.01).max(0.9).default(0.2),
});
export type Protocol = z.infer<typeof protocolSchema>;

/** One sentence for each protocol: what it means and what it hides. */
export const PROTOCOL_MEANING: Record<ProtocolName, string> = {
  random:
    'Clips are dealt at random within each corpus and emotion: the same voices stand on both sides, so the figures say little about a new speaker.',
  'speaker-independent':
    'Every speaker stands on one side only: the figures are about voices that the network never heard; what is hidden is how much hangs on which few are drawn for the test.',
  'leave-one-speaker-out':
    'Each speaker is the test set once, by a network trained on the others; the figures pool all of them and hide how far voices differ.',
  'leave-one-corpus-out':
    'Each corpus is the test set once: new speakers, microphones and sentences, the hardest and most honest question; pooled, a large corpus outweighs a small one.',
  'k-fold-random':
    'Every clip is tested once, in one of k random folds: the same voices stand on both sides, so the figures say little about a new speaker.',
  'k-fold-speakers':
    'Every clip is tested once, in one of k folds that share no speaker: figures about unheard voices; sentences and microphones stand on both sides.',
  named: 'The split that the CSV names; its audit says what stands on both sides.',
};

/** Indices into the run's list of clips. */
export interface Fold {
  /** What is held out: `fold 2 of 5`, a speaker, a corpus; or the protocol's name. */
  name: string;
  train: number[];
  validation: number[];
  test: number[];
}

/** What stands on both sides of a split: zero everywhere is the only clean answer. */
export const leakageSchema = z.object({
  /** Test clips whose very sound is also in train or validation. */
  clips: z.number().int(),
  /** Test clips with a near-identical recording (resampled, re-levelled, cut) in train or validation. */
  nearDuplicates: z.number().int(),
  /** Speakers with clips in test and in train or validation. */
  speakers: z.number().int(),
  /** Sentences with clips in test and in train or validation. */
  sentences: z.number().int(),
});
export type Leakage = z.infer<typeof leakageSchema>;
