/** The library: the corpus folders that the user has added to the laboratory. */
import { z } from 'zod';
import { clipSchema, corpusSchema, layoutSchema, problemSchema, voicesSchema } from './corpora.ts';
import { usedTableSchema } from './corpus-tables.ts';

/** An added folder with the result of its last scan. A folder may have several corpora. */
export const libraryFolderSchema = z.object({
  folder: z.string(),
  addedAt: z.string(),
  scannedAt: z.string().nullable(),
  /** False if the folder is missing or not readable, for example on an unplugged disk. The last scan is shown then. */
  there: z.boolean(),
  /** The user's words for emotions were others when it was scanned: a new scan may give its clips other labels. */
  otherWords: z.boolean(),
  corpora: z.array(corpusSchema),
  clips: z.number().int(),
  durationSeconds: z.number(),
  problems: z.number().int(),
  /** Speakers by sex. Clips without a known speaker are not counted. */
  voices: voicesSchema,
  /** All sample rates that occur, lowest first. */
  sampleRatesHz: z.array(z.number()),
});
export type LibraryFolder = z.infer<typeof libraryFolderSchema>;

/** Clips of a folder that are also in another folder: the same sound, or a nearly identical recording. */
export const overlapSchema = z.object({
  folder: z.string(),
  other: z.string(),
  /** All clips of the folder. */
  clips: z.number().int(),
  same: z.number().int(),
  nearIdentical: z.number().int(),
});
export type Overlap = z.infer<typeof overlapSchema>;

/** The preview of a folder before its scan. */
export const detectionSchema = z.object({
  folder: z.string(),
  /** Number of audio files found, at most `looked`. */
  files: z.number().int(),
  /** All files were listed. Otherwise the preview ended early. */
  complete: z.boolean(),
  corpora: z.array(
    z.object({
      name: z.string(),
      layout: layoutSchema,
      folder: z.string(),
      files: z.number().int(),
      tables: z.array(usedTableSchema).optional(),
    }),
  ),
  /** Why no clips would be found, or a warning; null if there is no problem. */
  remark: z.string().nullable(),
});
export type Detection = z.infer<typeof detectionSchema>;

/** A clip for the table of clips. */
const clipRowSchema = clipSchema.omit({ signature: true, namedSplit: true });
export type ClipRow = z.infer<typeof clipRowSchema>;

export const libraryClipsSchema = z.object({
  clips: z.array(clipRowSchema),
  problems: z.array(problemSchema),
  /** The total numbers of clips and problems. */
  total: z.object({ clips: z.number().int(), problems: z.number().int() }),
});
export type LibraryClips = z.infer<typeof libraryClipsSchema>;

/** A folder of the laboratory's machine, for a page without a file dialog. */
export const folderListingSchema = z.object({
  folder: z.string(),
  parent: z.string().nullable(),
  folders: z.array(z.object({ name: z.string(), path: z.string() })),
  /** Number of audio files directly in the folder. */
  sounds: z.number().int(),
  /** Folders to start from: the home folder and the disks. */
  places: z.array(z.object({ name: z.string(), path: z.string() })),
});
export type FolderListing = z.infer<typeof folderListingSchema>;
