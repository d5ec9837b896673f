import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError } from '../../../../shared/failure.ts';
import { openZip, readText, writeEntry, type ZipArchive, type ZipEntry } from './zip-archive.ts';

/** Which files of a wheel are wanted, by their paths in it. */
export type Wanted = (path: string) => boolean;

/** What the addon's build and the engine need of TensorFlow: two libraries of 45, and 14 headers of 13,000. */
export function wantedOfTensorflow(libraries: readonly string[]): Wanted {
  const headers =
    /^tensorflow\/include\/(tensorflow\/c|xla\/tsl\/c)\/.*\.h$|^tensorflow\/include\/(tensorflow\/core|tsl)\/platform\/ctstring\w*\.h$/;
  return (path) =>
    libraries.some((name) => path === `tensorflow/${name}`) || headers.test(path) || isLicence(path);
}

/** What TensorFlow loads of CUDA: the libraries, and the compiler's parts that finish kernels for newer cards. */
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
  /** Bytes written. */
  progress(done: number, total: number): void;
  signal?: AbortSignal;
}

/** Files of a wheel and their sizes. */
export interface WheelContents {
  archive: ZipArchive;
  entries: ZipEntry[];
  /** Unpacked. */
  bytes: number;
}

/** The wanted files of a wheel. Throws {@link UserError} `corrupted`. */
export async function wheelContents(wheel: string, wanted: Wanted): Promise<WheelContents> {
  const archive = await openZip(wheel);
  const entries = [...archive.entries.values()].filter(({ name }) => isInside(name) && wanted(name));
  return { archive, entries, bytes: entries.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** The text of a wheel's `METADATA`; empty where it has none. */
export async function wheelMetadata({ archive }: WheelContents): Promise<string> {
  const name = distInfo(archive, 'METADATA');
  return name === undefined ? '' : ((await readText(archive, name)) ?? '');
}

/**
 * Unpacks the wanted files of a wheel, each checked against the SHA-256 that the wheel's RECORD states. Gives their
 * paths in `target`. Throws {@link UserError} `corrupted` or `cancelled`, and what the disk says.
 */
export async function unpackWheel({ wheel, wanted, target, progress, signal }: Unpacking): Promise<string[]> {
  const { archive, entries, bytes } = await wheelContents(wheel, wanted);
  const sums = await readRecord(archive);
  let done = 0;
  for (const entry of entries) {
    const path = join(target, ...entry.name.split('/'));
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
    if (hash.digest('base64url') !== sums.get(entry.name)) {
      throw new UserError('corrupted', `${entry.name} in ${wheel} is not what the wheel's own record says.`);
    }
  }
  return entries.map(({ name }) => name);
}

/** `path,sha256=BASE64URL,bytes` a line (the wheel format 1.0). */
async function readRecord(archive: ZipArchive): Promise<Map<string, string>> {
  const name = distInfo(archive, 'RECORD');
  const text = name === undefined ? null : await readText(archive, name);
  if (text === null)
    throw new UserError('corrupted', `The file ${archive.path} is damaged: it has no record.`);
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

/** A hostile archive names files outside the folder that it is unpacked in. */
function isInside(name: string): boolean {
  return (
    !name.endsWith('/') && !name.split(/[/\\]/).some((part) => part === '' || part === '..' || part === '.')
  );
}
