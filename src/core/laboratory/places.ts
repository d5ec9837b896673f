/** Where things lie in the laboratory's folder; `laboratory.sqlite` is the log's own business. */
import { join } from 'node:path';

export const featuresFolder = (folder: string) => join(folder, 'features');
export const runFolder = (folder: string, run: string) => join(folder, 'runs', run);
export const sampleVoicesFolder = (folder: string, name: string) => join(folder, 'sample-voices', name);
export const recordingsFolder = (folder: string) => join(folder, 'recordings');
export const nativeFolder = (folder: string) => join(folder, 'native');
