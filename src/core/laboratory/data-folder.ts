import { join, resolve } from 'node:path';
import envPaths from 'env-paths';

/** The laboratory's folder: the requested one, that of `NEURAL_SER_DATA`, or the system's folder for program data. */
export function dataFolder(requested: string | undefined): string {
  const given = requested ?? process.env.NEURAL_SER_DATA;
  return given === undefined || given === '' ? envPaths('neural-ser', { suffix: '' }).data : resolve(given);
}

/** Where native TensorFlow is installed, once for all laboratories of this user. */
export function nativeFolder(): string {
  const given = process.env.NEURAL_SER_NATIVE;
  return given ? resolve(given) : join(envPaths('neural-ser', { suffix: '' }).data, 'native');
}
