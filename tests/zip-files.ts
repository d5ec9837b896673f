import { readFileSync, writeFileSync } from 'node:fs';
import { crc32, deflateRawSync } from 'node:zlib';

/** Writes a zip file with the given files, deflated, as in a wheel (PKWARE's APPNOTE 6.3). */
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

/**
 * The same with the end records of zip64 (APPNOTE 4.3.14 and 4.3.15) and every size and offset of the directory in a
 * zip64 extra field, as in an archive of more than 4 GiB. `entries` overrides the stated number of files.
 */
export function writeZip64(
  path: string,
  files: Record<string, Buffer | string>,
  { entries = Object.keys(files).length }: { entries?: number } = {},
): void {
  writeZip(path, files);
  const zip = readFileSync(path);
  const directoryAt = zip.readUInt32LE(zip.length - 22 + 16);
  const listed: Buffer[] = [];
  for (let at = directoryAt; at < zip.length - 22; ) {
    const end = at + 46 + zip.readUInt16LE(at + 28);
    const entry = Buffer.from(zip.subarray(at, end));
    const extra = Buffer.alloc(28);
    extra.writeUInt16LE(1, 0);
    extra.writeUInt16LE(24, 2);
    for (const [field, offset] of [24, 20, 42].entries()) {
      extra.writeBigUInt64LE(BigInt(entry.readUInt32LE(offset)), 4 + 8 * field);
      entry.writeUInt32LE(0xffffffff, offset);
    }
    entry.writeUInt16LE(extra.length, 30);
    listed.push(entry, extra);
    at = end;
  }
  const directory = Buffer.concat(listed);
  const end = Buffer.alloc(56 + 20 + 22, 0);
  end.write('PK\u0006\u0006', 0, 'latin1');
  end.writeBigUInt64LE(44n, 4);
  end.writeBigUInt64LE(BigInt(entries), 24);
  end.writeBigUInt64LE(BigInt(entries), 32);
  end.writeBigUInt64LE(BigInt(directory.length), 40);
  end.writeBigUInt64LE(BigInt(directoryAt), 48);
  end.write('PK\u0006\u0007', 56, 'latin1');
  end.writeBigUInt64LE(BigInt(directoryAt + directory.length), 56 + 8);
  end.writeUInt32LE(1, 56 + 16);
  end.write('PK\u0005\u0006', 76, 'latin1');
  end.fill(0xff, 76 + 8, 76 + 20);
  writeFileSync(path, Buffer.concat([zip.subarray(0, directoryAt), directory, end]));
}

/** Changes bytes of a zip file. */
export function changeZip(path: string, change: (content: Buffer) => void): string {
  const content = readFileSync(path);
  change(content);
  writeFileSync(path, content);
  return path;
}

const DIRECTORY_ENTRY = 'PK\u0001\u0002';

/** The offset of each entry of the directory. */
export function directoryEntries(content: Buffer): number[] {
  const found: number[] = [];
  for (let at = content.indexOf(DIRECTORY_ENTRY); at >= 0; at = content.indexOf(DIRECTORY_ENTRY, at + 4)) {
    found.push(at);
  }
  return found;
}
