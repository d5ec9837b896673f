/** The paths in the laboratory's folder, except `laboratory.sqlite`, which the log defines. */
import { join } from 'node:path';

export const featuresFolder = (folder: string) => join(folder, 'features');
export const runsFolder = (folder: string) => join(folder, 'runs');
export const runFolder = (folder: string, run: string) => join(runsFolder(folder), run);
/** The record of an ended run, from which the log can be rebuilt: a run archive without weights. */
export const runRecordPath = (folder: string, run: string) =>
  join(runFolder(folder, run), 'record.neuralser');
export const sampleVoicesFolder = (folder: string, name: string) => join(folder, 'sample-voices', name);
export const recordingsFolder = (folder: string) => join(folder, 'recordings');
/** Reports that the user keeps. */
export const reportsFolder = (folder: string) => join(folder, 'reports');
/** Corpora that the user records. */
export const ownCorporaFolder = (folder: string) => join(folder, 'own-corpora');
/** Files of the encoders, a folder each. */
export const encodersFolder = (folder: string) => join(folder, 'encoders');
export const nativeFolder = (folder: string) => join(folder, 'native');
/** Archives that are being imported. */
export const importsFolder = (folder: string) => join(folder, 'imports');
