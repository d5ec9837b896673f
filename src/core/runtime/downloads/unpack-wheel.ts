import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openZip, readText, writeEntry, type ZipArchive } from '#core/system/zip-archive.ts';
import { UserError } from '#shared/failure.ts';

/** Selects the files of a wheel to unpack, by their paths in it. */
export type Wanted = (path: string) => boolean;

/** The files of TensorFlow that the addon's build and the engine need: 2 libraries of 45, and 14 headers of 13,000. */
export function wantedOfTensorflow(libraries: readonly string[]): Wanted {
  const headers =
    /^tensorflow\/include\/(tensorflow\/c|xla\/tsl\/c)\/.*\.h$|^tensorflow\/include\/(tensorflow\/core|tsl)\/platform\/ctstring\w*\.h$/;
  return (path) =>
    libraries.some((name) => path === `tensorflow/${name}`) || headers.test(path) || isLicence(path);
}

/**
 * The files of CUDA that TensorFlow loads: the libraries, and the compiler parts that finish kernels for newer GPUs.
 */
export const wantedOfCuda: Wanted = (path) =>
  /^nvidia\/\w+\/lib\/[^/]+\.so[\d.]*$/.test(path) ||
  /^nvidia\/cuda_nvcc\/(bin\/(ptxas|fatbinary|nvlink)|nvvm\/libdevice\/.*)$/.test(path) ||
  isLicence(path);

function isLicence(path: string): boolean {
  return /^[\w.]+\.dist-info\/(.*\/)?(LICENSE|NOTICE|License)[\w.]*$/.test(path);
}

export interface Unpacking {
  wheel: string;
  wanted: Wanted;
  target: string;
  /** `done` and `total`: bytes written. */
  progress(done: number, total: number): void;
  signal?: AbortSignal;
}

/** The text of a wheel's `METADATA`; empty where it has none. Throws {@link UserError} `corrupted`. */
export async function wheelMetadata(wheel: string): Promise<string> {
  using archive = await openZip(wheel);
  const name = distInfo(archive, 'METADATA');
  return name === undefined ? '' : ((await readText(archive, name)) ?? '');
}

/**
 * Unpacks the wanted files of a wheel and checks each against the SHA-256 in the wheel's RECORD. Gives their paths in
 * `target`. Throws {@link UserError} `corrupted` or `cancelled`, and errors of the disk.
 */
export async function unpackWheel({ wheel, wanted, target, progress, signal }: Unpacking): Promise<string[]> {
  using archive = await openZip(wheel);
  const entries = [...archive.entries.values()].filter(
    ({ fileName }) => !fileName.endsWith('/') && wanted(fileName),
  );
  const bytes = entries.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0);
  const sums = await readRecord(archive);
  let done = 0;
  for (const entry of entries) {
    const path = join(target, ...entry.fileName.split('/'));
    await mkdir(dirname(path), { recursive: true });
    const hash = createHash('sha256');
    const watch = (piece: Buffer) => {
      hash.update(piece);
      done += piece.length;
      progress(done, bytes);
    };
    try {
      await writeEntry(archive, entry, path, watch, signal);
    } catch (error) {
      if (signal?.aborted) throw new UserError('cancelled', 'Cancelled.');
      throw error;
    }
    if (hash.digest('base64url') !== sums.get(entry.fileName)) {
      throw new UserError(
        'corrupted',
        `${entry.fileName} in ${wheel} does not match its checksum in the wheel's RECORD.`,
      );
    }
  }
  return entries.map(({ fileName }) => fileName);
}

/** One `path,sha256=BASE64URL,bytes` a line (wheel format 1.0). */
async function readRecord(archive: ZipArchive): Promise<Map<string, string>> {
  const name = distInfo(archive, 'RECORD');
  const text = name === undefined ? null : await readText(archive, name);
  if (text === null)
    throw new UserError('corrupted', `The file ${archive.path} is damaged: it has no RECORD.`);
  const sums = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const [, path, sum] = /^"?(.+?)"?,sha256=([\w-]+)=*,\d*$/.exec(line) ?? [];
    if (path !== undefined) sums.set(path, sum!);
  }
  return sums;
}

function distInfo(archive: ZipArchive, file: string): string | undefined {
  return archive.entries.keys().find((name) => new RegExp(`^[^/]+\\.dist-info/${file}$`).test(name));
}
