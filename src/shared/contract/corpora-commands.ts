/** Commands for corpora, clips and recordings. */
import { z } from 'zod';
import { sampleLayoutSchema } from '#shared/corpora.ts';
import { corpusRuleSchema } from '#shared/corpus-rules.ts';
import { correctedKeysSchema, correctionChangeSchema, correctionsImportSchema } from '#shared/corrections.ts';
import { ownWordSchema, ownWordsSchema, savedWordsSchema, wordsImportSchema } from '#shared/emotion-words.ts';
import { labelSetSchema } from '#shared/label-sets.ts';
import { libraryFolderSchema } from '#shared/library.ts';
import { MAX_CORPUS_NAME_CHARACTERS, MAX_NAME_CHARACTERS, MAX_OWN_WORDS } from '#shared/limits.ts';
import {
  consentGiverSchema,
  ownSpeakerSchema,
  promptSchema,
  promptsSchema,
  savedTakeSchema,
  statementSchema,
} from '#shared/own-corpora.ts';
import { bytesSchema, recordingSchema } from '#shared/sounds.ts';

import { folders, labels, nothing, ownCorpus, ownSpeaker } from './parts.ts';
import { command } from './stale.ts';

const LIBRARY = [
  'library.list',
  'library.clips',
  'library.detect',
  'library.overlaps',
  'corrections.list',
  'runs.plan',
] as const;
/** Everything in which a corrected label or an excluded clip counts, except runs, which keep what they have recorded. */
const CORRECTED = [
  'corrections.list',
  'corrections.export',
  'corpora.scan',
  'corpora.clips',
  'runs.plan',
] as const;
/** What depends on the words for emotions: each scan and preview, and which added corpora were scanned with others. */
const WORDS = [
  'words.list',
  'words.export',
  'library.list',
  'library.detect',
  'library.previewRule',
  'corpora.scan',
  'corpora.clips',
  'runs.plan',
] as const;
const OWN_CORPUS = [
  'ownCorpora.list',
  { query: 'ownCorpora.show', by: 'name' },
  { query: 'ownCorpora.takes', by: 'name' },
] as const;

export const corporaCommands = {
  /** Writes the thesis's tables (`Emotions,Path`), one per corpus and one with all clips. Returns the written paths. */
  'corpora.export': command(z.object({ folders, labels, target: z.string() }), z.array(z.string()), {
    stale: [],
    idempotent: true,
  }),
  /** Saves a label set in place of one with the same name. */
  'labelSets.save': command(z.object({ set: labelSetSchema }), nothing, {
    stale: ['labelSets.list'],
    idempotent: true,
  }),
  /** Runs that used it keep it. */
  'labelSets.remove': command(z.object({ name: z.string() }), nothing, { stale: ['labelSets.list'] }),
  /** Saves words for emotions, which override those of the program in every later scan. */
  'words.save': command(z.object({ words: ownWordsSchema }), savedWordsSchema, {
    stale: WORDS,
    idempotent: true,
  }),
  /** Removes words of the user, in any writing; null: all. The words of the program count again. Returns the removed ones. */
  'words.remove': command(
    z.object({ words: z.array(z.string()).max(MAX_OWN_WORDS).nullable() }),
    z.array(ownWordSchema),
    { stale: WORDS },
  ),
  /** Saves the words of a CSV file (`word,label`). `overwrite`: in place of other labels here. */
  'words.import': command(
    z.object({ csv: bytesSchema, overwrite: z.boolean().default(false) }),
    wordsImportSchema,
    { stale: WORDS, idempotent: true },
  ),
  'corpora.sample': command(
    z.object({
      folder: z.string().nullable().default(null),
      layout: sampleLayoutSchema.default('ravdess'),
      speakers: z.number().int().min(1).max(500).optional(),
      clipsPerEmotion: z.number().int().min(1).max(1000).optional(),
      sampleRateHz: z.number().int().optional(),
      seed: z.number().int().default(7),
    }),
    z.object({ folder: z.string(), clips: z.number().int(), speakers: z.number().int() }),
    { stale: ['folders.list', 'library.detect'] },
  ),
  /** Scans folders and adds them to the library. A folder that was added before is scanned again. A long request. */
  'library.add': command(z.object({ folders }), z.array(libraryFolderSchema), { stale: LIBRARY }),
  /** Saves the rule by which a folder is read in later scans; null removes it. */
  'library.setRule': command(
    z.object({ folder: z.string().min(1), rule: corpusRuleSchema.nullable() }),
    nothing,
    {
      stale: ['library.rule', 'library.previewRule', 'library.detect'],
      idempotent: true,
    },
  ),
  /** Removes a folder from the library. Its files and the runs that used it are kept. `library.add` adds it again. */
  'library.remove': command(z.object({ folder: z.string() }), nothing, { stale: LIBRARY }),
  /**
   * Names a corpus of the library in tables, charts and new runs; an empty name restores its own. `key`: of the corpus in
   * `library.list`. Recorded runs keep the names that they were recorded with.
   */
  'library.rename': command(
    z.object({ key: z.string().min(1), name: z.string().max(MAX_CORPUS_NAME_CHARACTERS) }),
    nothing,
    { stale: LIBRARY, idempotent: true },
  ),
  /**
   * Corrects clips of the added corpora in one transaction; what `change` does not name stays. `change` in the answer: the
   * number that undoes it; null if nothing was changed.
   */
  'corrections.set': command(
    z.object({ clips: correctedKeysSchema, change: correctionChangeSchema }),
    z.object({ change: z.number().int().nullable(), changed: z.number().int() }),
    { stale: CORRECTED },
  ),
  /**
   * Gives the clips of a change the state that they had before it; null: of the latest one. Clips that were changed again since
   * are not touched: `kept` has their paths.
   */
  'corrections.undo': command(
    z.object({ change: z.number().int().nullable().default(null) }),
    z.object({ restored: z.number().int(), kept: z.array(z.string()) }),
    { stale: CORRECTED },
  ),
  /**
   * Adds the corrections of a table that `corrections.export` has made, to clips of the added corpora and of `folders`, which are
   * scanned. `overwrite`: in place of other corrections here.
   */
  'corrections.import': command(
    z.object({
      csv: bytesSchema,
      overwrite: z.boolean().default(false),
      folders: z.array(z.string().min(1)).default([]),
    }),
    correctionsImportSchema,
    { stale: CORRECTED },
  ),
  /** Writes one `.npy` per file, float32 `[bands, frames]`. */
  'features.write': command(
    z.object({
      files: z.array(z.string()).min(1),
      /** The name of built-in feature settings. */
      features: z.string(),
      offsetSamples: z.number().int().min(0).nullable().default(null),
      target: z.string(),
    }),
    z.array(
      z.union([
        z.object({ path: z.string(), npy: z.string(), shape: z.tuple([z.number().int(), z.number().int()]) }),
        z.object({ path: z.string(), problem: z.string() }),
      ]),
    ),
    { stale: [], idempotent: true },
  ),
  /** Saves a recording in the laboratory's folder. */
  /** Makes the folder of a corpus to record. `seed`: of the order of the prompts; chosen if absent. */
  'ownCorpora.create': command(
    z.object({
      ...ownCorpus,
      prompts: promptsSchema,
      statement: statementSchema,
      seed: z
        .number()
        .int()
        .min(0)
        .max(2 ** 31)
        .optional(),
    }),
    nothing,
    { stale: OWN_CORPUS },
  ),
  /** Changes prompts and statement. Once clips are recorded, sentences and emotions can only be added at the end. */
  'ownCorpora.change': command(
    z.object({ ...ownCorpus, prompts: promptsSchema, statement: statementSchema }),
    nothing,
    { stale: OWN_CORPUS, idempotent: true },
  ),
  /** Adds a speaker, or changes the one with this code. */
  'ownCorpora.saveSpeaker': command(z.object({ ...ownCorpus, speaker: ownSpeakerSchema }), nothing, {
    stale: OWN_CORPUS,
    idempotent: true,
  }),
  /** Removes a speaker without recordings. */
  'ownCorpora.removeSpeaker': command(z.object(ownSpeaker), nothing, { stale: OWN_CORPUS }),
  /** Records that somebody agreed to the statement of the corpus now. */
  'ownCorpora.giveConsent': command(z.object({ ...ownSpeaker, givenBy: consentGiverSchema }), nothing, {
    stale: OWN_CORPUS,
  }),
  /** Moves everything that was recorded of a speaker into the trash, which keeps it for seven days. */
  'ownCorpora.withdrawConsent': command(z.object(ownSpeaker), nothing, { stale: OWN_CORPUS }),
  /** Undoes a withdrawal while the recordings are in the trash. */
  'ownCorpora.restoreConsent': command(z.object(ownSpeaker), nothing, { stale: OWN_CORPUS }),
  /** Saves a take and uses it for its prompt. Earlier takes are kept. Refused without consent. */
  'ownCorpora.saveTake': command(
    z.object({ ...ownSpeaker, prompt: promptSchema, wav: bytesSchema }),
    savedTakeSchema,
    { stale: OWN_CORPUS },
  ),
  /** Uses another take of a prompt. */
  'ownCorpora.useTake': command(
    z.object({ ...ownSpeaker, prompt: promptSchema, take: z.number().int().min(1) }),
    nothing,
    { stale: OWN_CORPUS, idempotent: true },
  ),
  'recordings.save': command(
    z.object({ name: z.string().min(1).max(MAX_NAME_CHARACTERS), wav: bytesSchema }),
    recordingSchema,
    { stale: ['recordings.list'] },
  ),
  'recordings.remove': command(z.object({ id: z.string() }), nothing, { stale: ['recordings.list'] }),
  'recordings.restore': command(z.object({ id: z.string() }), nothing, { stale: ['recordings.list'] }),
} as const;
