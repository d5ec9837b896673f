/** Queries about corpora, clips and sounds. */
import { z } from 'zod';
import { scanSummarySchema } from '#shared/answers.ts';
import { clipSchema } from '#shared/corpora.ts';
import { corpusRuleSchema, rulePreviewSchema } from '#shared/corpus-rules.ts';
import { listedCorrectionSchema } from '#shared/corrections.ts';
import { emotionWordsSchema } from '#shared/emotion-words.ts';
import { FREQUENCY_SCALES } from '#shared/frequency-scale.ts';
import { labelSetInputSchema, labelSetSchema, SEVEN } from '#shared/label-sets.ts';
import {
  detectionSchema,
  folderListingSchema,
  libraryClipsSchema,
  libraryFolderSchema,
  overlapSchema,
} from '#shared/library.ts';
import { MAX_LISTED_CLIPS } from '#shared/limits.ts';
import { listedOwnCorpusSchema, ownCorpusSchema, ownTakeSchema } from '#shared/own-corpora.ts';
import { featureSettingsSchema } from '#shared/settings/features.ts';
import {
  bytesSchema,
  networkInputSchema,
  recordingSchema,
  soundCurvesSchema,
  soundInputSchema,
  soundPictureSchema,
  timeRangeSchema,
} from '#shared/sounds.ts';

import { folders, labels, nothing, ownCorpus, ownSpeaker, query } from './parts.ts';

export const corporaQueries = {
  'corpora.scan': query(z.object({ folders, labels }), scanSummarySchema),
  /** The clips under a label set; null: with their own labels. */
  'corpora.clips': query(
    z.object({ folders, labels: labelSetInputSchema.nullable().default(SEVEN.name) }),
    z.array(clipSchema),
  ),
  /** The label sets that runs can use: those of the program, then those of the user. */
  'labelSets.list': query(
    nothing,
    z.array(z.object({ set: labelSetSchema, about: z.string().nullable(), shipped: z.boolean() })),
  ),
  /** The words for emotions: those of the user, and those of the program. */
  'words.list': query(nothing, emotionWordsSchema),
  /** The user's words as CSV (`word,label`). */
  'words.export': query(nothing, z.object({ csv: z.string(), words: z.number().int() })),
  /** The corpora that the user has added. */
  'library.list': query(nothing, z.array(libraryFolderSchema)),
  /** A preview before a scan, which reads no audio. */
  'library.detect': query(z.object({ folder: z.string().min(1) }), detectionSchema),
  /**
   * The clips and problems of the folders' last scan, without a new scan. Of both lists, the part from `offset` on,
   * because ten thousand entries at once would block a page.
   */
  'library.clips': query(
    z.object({
      folders,
      offset: z.number().int().min(0).default(0),
      limit: z.number().int().min(1).max(MAX_LISTED_CLIPS).default(MAX_LISTED_CLIPS),
    }),
    libraryClipsSchema,
  ),
  /** The rule by which a folder is read; null: its names are recognised. `damaged`: why its stored rule cannot be read. */
  'library.rule': query(
    z.object({ folder: z.string().min(1) }),
    z.object({ rule: corpusRuleSchema.nullable(), damaged: z.string().nullable() }),
  ),
  /** What a rule would make of a folder, without reading a sound. Null: the folder's rule, or the first guess. */
  'library.previewRule': query(
    z.object({ folder: z.string().min(1), rule: corpusRuleSchema.nullable().default(null) }),
    rulePreviewSchema,
  ),
  /** What the user has corrected, sorted by corpus and path, and whether it applies to the added corpora. */
  'corrections.list': query(nothing, z.array(listedCorrectionSchema)),
  /** All corrections as CSV. */
  'corrections.export': query(nothing, z.object({ csv: z.string(), clips: z.number().int() })),
  /** The clips that two added folders have in common: for each pair, and for each direction. */
  'library.overlaps': query(nothing, z.array(overlapSchema)),
  /** The folders of this machine, for a page without a dialog; null: the home folder. */
  'folders.list': query(z.object({ folder: z.string().nullable().default(null) }), folderListingSchema),
  /**
   * An audio file of any supported format, or a part of it, as PCM WAV, which any browser plays. The duration is that of the
   * whole.
   */
  'sounds.read': query(
    z.object({ path: z.string(), range: timeRangeSchema.nullable().default(null) }),
    z.object({ wav: bytesSchema, durationSeconds: z.number() }),
  ),
  /** The same for the bytes of an audio file of any supported format, which the page alone has. */
  'sounds.decode': query(
    z.object({ file: bytesSchema }),
    z.object({ wav: bytesSchema, durationSeconds: z.number() }),
  ),
  /** The waveform and spectrogram of a sound, or of a part of it; null: of all. */
  'sounds.picture': query(
    z.object({
      sound: soundInputSchema,
      range: timeRangeSchema.nullable().default(null),
      scale: z.enum(FREQUENCY_SCALES).default('mel'),
    }),
    soundPictureSchema,
  ),
  /** Pitch and intensity of a whole sound, measured in another process. */
  'sounds.curves': query(z.object({ sound: soundInputSchema }), soundCurvesSchema),
  /** The features of a clip as a training with these settings computes them, and which part of the clip they are of. */
  'features.show': query(
    z.object({ sound: soundInputSchema, features: featureSettingsSchema }),
    networkInputSchema,
  ),
  'recordings.list': query(nothing, z.array(recordingSchema)),
  /** The corpora that the user records in the laboratory's folder. */
  'ownCorpora.list': query(nothing, z.array(listedOwnCorpusSchema)),
  'ownCorpora.show': query(z.object(ownCorpus), ownCorpusSchema),
  /** All takes of a speaker, by prompt and number. */
  'ownCorpora.takes': query(z.object(ownSpeaker), z.array(ownTakeSchema)),
  /** Clips and tables as a zip file, without the consents and the sheet, which name persons. */
  'ownCorpora.archive': query(z.object(ownCorpus), z.object({ content: bytesSchema })),
} as const;
