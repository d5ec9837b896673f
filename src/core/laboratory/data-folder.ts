import { join, resolve } from 'node:path';
import envPaths from 'env-paths';

/** The laboratory's folder: as asked for, as the environment says, or where this system keeps a program's data. */
export function dataFolder(asked: string | undefined): string {
  const given = asked ?? process.env.NEURAL_SER_DATA;
  return given === undefined || given === '' ? envPaths('neural-ser', { suffix: '' }).data : resolve(given);
}

/** Where native TensorFlow is installed, once for all laboratories of this user. */
export function nativeFolder(): string {
  const given = process.env.NEURAL_SER_NATIVE;
  return given ? resolve(given) : join(envPaths('neural-ser', { suffix: '' }).data, 'native');
}
