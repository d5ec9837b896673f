import type { NamedLayoutKey } from '#shared/corpora.ts';
import { aesdd } from './aesdd.ts';
import { asvpEsd } from './asvp-esd.ts';
import { baved } from './baved.ts';
import { cafe } from './cafe.ts';
import { casia } from './casia.ts';
import { cremaD } from './crema-d.ts';
import { emoDb } from './emo-db.ts';
import { emotionFolders } from './emotion-folders.ts';
import { emovDb } from './emov-db.ts';
import { emovo } from './emovo.ts';
import { emozionalmente } from './emozionalmente.ts';
import { esd } from './esd.ts';
import { iemocap } from './iemocap.ts';
import { jlCorpus } from './jl-corpus.ts';
import { meld } from './meld.ts';
import { mesd } from './mesd.ts';
import { mspPodcast } from './msp-podcast.ts';
import type { NamedLayout } from './naming.ts';
import { nemo } from './nemo.ts';
import { oreau } from './oreau.ts';
import { polish } from './polish.ts';
import { ravdess } from './ravdess.ts';
import { resd } from './resd.ts';
import { savee } from './savee.ts';
import { shemo } from './shemo.ts';
import { subesco } from './subesco.ts';
import { tess } from './tess.ts';
import { turevDb } from './turev-db.ts';
import { urdu } from './urdu.ts';

/**
 * The published corpora. The first one that accepts a file's name reads it, so a corpus whose names could be another's
 * stands before it: SAVEE (a copy `a01 (1)`) before AESDD, Oréau before EMO-DB.
 */
const published = {
  ravdess,
  tess,
  'crema-d': cremaD,
  savee,
  oreau,
  'emo-db': emoDb,
  aesdd,
  'asvp-esd': asvpEsd,
  baved,
  cafe,
  casia,
  'emov-db': emovDb,
  emovo,
  emozionalmente,
  esd,
  iemocap,
  'jl-corpus': jlCorpus,
  meld,
  mesd,
  'msp-podcast': mspPodcast,
  nemo,
  polish,
  resd,
  shemo,
  subesco,
  'turev-db': turevDb,
  urdu,
};
export type PublishedLayout = keyof typeof published;

/** Their names are recognised in any folder, or only in the folders that they need. */
export const PUBLISHED_LAYOUTS: readonly NamedLayout[] = Object.values(published);

/** How the names of each layout are read. Tables and rules have no names to read. */
export const LAYOUT_READERS: Record<NamedLayoutKey, NamedLayout> = {
  ...published,
  folders: emotionFolders,
};
