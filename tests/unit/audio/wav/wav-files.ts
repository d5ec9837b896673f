/** Builds valid and invalid WAV files from their parts. */

/** A chunk: name, size, content, and a pad byte after content of odd length. */
export function chunk(id: string, content: Uint8Array | number[]): Buffer {
  const bytes = Buffer.from(content);
  const header = Buffer.alloc(8);
  header.write(id, 'latin1');
  header.writeUInt32LE(bytes.length, 4);
  return Buffer.concat([header, bytes, Buffer.alloc(bytes.length % 2)]);
}

/** A RIFF file of `chunks`, in its own buffer with offset 0. */
export function riff(...chunks: Uint8Array[]): Buffer<ArrayBuffer> {
  const content = Buffer.concat([Buffer.from('WAVE'), ...chunks]);
  const file = Buffer.alloc(8 + content.length);
  file.write('RIFF', 'latin1');
  file.writeUInt32LE(content.length, 4);
  file.set(content, 8);
  return Buffer.from(new Uint8Array(file).buffer);
}

export interface FormatFields {
  bits: number;
  /** 1: PCM, 3: float, 0xfffe: extensible. */
  tag?: number;
  channels?: number;
  rate?: number;
  blockBytes?: number;
  /** Encoding in an extensible header. */
  subTag?: number;
  /** Last byte of the GUID in an extensible header. */
  guidTail?: number;
  /** An extensible tag without its extension. */
  short?: boolean;
}

/** A format chunk. */
export function format(fields: FormatFields): Buffer {
  const { bits, tag = 1, channels = 1, rate = 16_000, subTag = 1, guidTail = 0x71, short = false } = fields;
  const blockBytes = fields.blockBytes ?? channels * Math.ceil(bits / 8);
  const extensible = tag === 0xfffe && !short;
  const content = Buffer.alloc(extensible ? 40 : 16);
  content.writeUInt16LE(tag, 0);
  content.writeUInt16LE(channels, 2);
  content.writeUInt32LE(rate, 4);
  content.writeUInt32LE((rate * blockBytes) % 2 ** 32, 8);
  content.writeUInt16LE(blockBytes % 65_536, 12);
  content.writeUInt16LE(bits, 14);
  if (extensible) {
    content.writeUInt16LE(22, 16);
    content.writeUInt16LE(bits, 18);
    content.writeUInt16LE(subTag, 24);
    content.set([0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, guidTail], 26);
  }
  return chunk('fmt ', content);
}
