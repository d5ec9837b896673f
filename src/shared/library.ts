/** The corpora that the user has added to the laboratory: folders that it remembers between starts. */
import { z } from 'zod';
import { clipSchema, corpusSchema, layoutSchema, problemSchema } from './corpora.ts';

/** An added folder, with what its last scan found; a folder may hold several corpora. */
export const libraryFolderSchema = z.object({
  folder: z.string(),
  addedAt: z.string(),
  scannedAt: z.string().nullable(),
  /** False where the folder is gone or cannot be read now (an unplugged disk): its last scan still stands here. */
  there: z.boolean(),
  corpora: z.array(corpusSchema),
  clips: z.number().int(),
  durationSeconds: z.number(),
  problems: z.number().int(),
  /** Speakers by sex; clips that do not tell who speaks count in none. */
  voices: z.object({ female: z.number().int(), male: z.number().int(), unknown: z.number().int() }),
  /** Each that occurs, the lowest first. */
  sampleRatesHz: z.array(z.number()),
});
export type LibraryFolder = z.infer<typeof libraryFolderSchema>;

/** What a quick look at a folder says before it is scanned. */
export const detectionSchema = z.object({
  folder: z.string(),
  /** Sound files seen, at most `looked`. */
  files: z.number().int(),
  /** Every file was seen; otherwise the look ended early. */
  complete: z.boolean(),
  corpora: z.array(
    z.object({ name: z.string(), layout: layoutSchema, folder: z.string(), files: z.number().int() }),
  ),
  /** Why nothing would be found, or what is odd; null when all is well. */
  remark: z.string().nullable(),
});
export type Detection = z.infer<typeof detectionSchema>;

/** A clip as the table shows it. */
export const clipRowSchema = clipSchema.omit({ signature: true, fingerprint: true, namedSplit: true });
export type ClipRow = z.infer<typeof clipRowSchema>;

export const libraryClipsSchema = z.object({
  clips: z.array(clipRowSchema),
  problems: z.array(problemSchema),
  /** How many there are of each in all. */
  total: z.object({ clips: z.number().int(), problems: z.number().int() }),
});
export type LibraryClips = z.infer<typeof libraryClipsSchema>;

/** A folder of the machine that the laboratory runs on, for a page that has no dialog of its own. */
export const folderListingSchema = z.object({
  folder: z.string(),
  parent: z.string().nullable(),
  folders: z.array(z.object({ name: z.string(), path: z.string() })),
  /** Sound files that lie in it directly. */
  sounds: z.number().int(),
  /** The home folder, the disks: where to begin. */
  places: z.array(z.object({ name: z.string(), path: z.string() })),
});
export type FolderListing = z.infer<typeof folderListingSchema>;
