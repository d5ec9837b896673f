import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';

/** Writes a zip file of the given files, deflated, as a wheel is (PKWARE's APPNOTE 6.3). */
export function writeZip(path: string, files: Record<string, Buffer | string>): void {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, given] of Object.entries(files)) {
    const content = Buffer.from(given);
    const packed = deflateRawSync(content);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(8, 4);
    shared.writeUInt32LE(crc32(content), 10);
    shared.writeUInt32LE(packed.length, 14);
    shared.writeUInt32LE(content.length, 18);
    shared.writeUInt16LE(Buffer.byteLength(name), 22);
    const body = Buffer.concat([Buffer.from('PK\u0003\u0004'), shared, Buffer.from(name), packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\u0001\u0002'), Buffer.from([20, 0]), shared, rest, Buffer.from(name));
    bodies.push(body);
    offset += body.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 0, 'latin1');
  end.writeUInt16LE(Object.keys(files).length, 8);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  writeFileSync(path, Buffer.concat([...bodies, listed, end]));
}

/** Adds `METADATA` and a true RECORD, and writes the wheel; gives its path. */
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

/** The files that matter of TensorFlow's wheel for the processor, a few bytes each, and one that does not. */
export const TENSORFLOW_FILES = {
  'tensorflow/libtensorflow_cc.so.2': 'the C API '.repeat(500),
  'tensorflow/libtensorflow_framework.so.2': 'the framework',
  'tensorflow/include/tensorflow/c/c_api.h': '#pragma once',
  'tensorflow/python/_pywrap_tfe.so': 'not wanted',
};
