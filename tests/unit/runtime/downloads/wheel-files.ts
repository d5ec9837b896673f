import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { writeZip } from '../../../zip-files.ts';

/** Adds `METADATA` and a correct RECORD, and writes the wheel; gives its path. */
export function writeWheel(
  folder: string,
  fileName: string,
  files: Record<string, Buffer | string>,
  metadata = '',
): string {
  const [name, version] = fileName.split('-');
  const info = `${name}-${version}.dist-info`;
  const all: Record<string, Buffer | string> = { ...files, [`${info}/METADATA`]: metadata };
  const record = Object.entries(all).map(([path, content]) => {
    const sum = createHash('sha256').update(content).digest('base64url');
    return `${path},sha256=${sum},${Buffer.from(content).length}`;
  });
  const path = join(folder, fileName);
  writeZip(path, { ...all, [`${info}/RECORD`]: `${record.join('\n')}\n${info}/RECORD,,\n` });
  return path;
}

export const TENSORFLOW_WHEEL = 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl';

/** The needed files of TensorFlow's CPU wheel, a few bytes each, and one that is not needed. */
export const TENSORFLOW_FILES = {
  'tensorflow/libtensorflow_cc.so.2': 'the C API '.repeat(500),
  'tensorflow/libtensorflow_framework.so.2': 'the framework',
  'tensorflow/include/tensorflow/c/c_api.h': '#pragma once',
  'tensorflow/python/_pywrap_tfe.so': 'not wanted',
};
