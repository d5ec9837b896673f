import { checkRateAndChannels, cutShort, noSamples, textAt, unreadable } from './bytes.ts';
import { presentBytes, STORED_DEFAULTS, type StoredSound } from './stored-sound.ts';

const MAGIC = 'NIST_1A\n';
/** The second line: how many bytes the header takes. */
const SIZE_END = 16;
const MAX_HEADER_BYTES = 2 ** 16;

/** Whether a file is of NIST's SPHERE, as TIMIT and other corpora of the LDC, often with the ending `.wav`. */
export function isNist(bytes: Uint8Array): boolean {
  return textAt(bytes, 0, MAGIC.length) === MAGIC;
}

/**
 * Reads the header of a SPHERE file: lines of name, type and value, up to `end_head`. PCM of 1 to 4 bytes, µ-law and A-law;
 * not `shorten` and other compression. Source: NIST SPHERE 2.6, `sphere.doc`.
 * @throws UserError `wav-unreadable`, `wav-empty` (no samples).
 */
export function readNist(bytes: Uint8Array): StoredSound {
  const dataOffset = Number(textAt(bytes, MAGIC.length, SIZE_END - MAGIC.length));
  if (!(dataOffset > SIZE_END && dataOffset <= MAX_HEADER_BYTES) || bytes.length < dataOffset)
    throw cutShort('NIST SPHERE');
  const fields = fieldsOf(textAt(bytes, SIZE_END, dataOffset - SIZE_END));
  const number = (name: string, otherwise: number) => Number(fields.get(name) ?? otherwise);
  const channels = number('channel_count', 1);
  const sampleRateHz = number('sample_rate', 0);
  checkRateAndChannels(sampleRateHz, channels);
  const { encoding, bytesPerSample } = codingOf(
    fields.get('sample_coding') ?? 'pcm',
    number('sample_n_bytes', 2),
  );
  if (channels > 1 && /^false$/i.test(fields.get('channels_interleaved') ?? '')) {
    throw unreadable(
      'NIST SPHERE file with one channel after the other, which is not supported. Convert it to WAV with sph2pipe.',
    );
  }
  const blockBytes = Math.max(1, bytesPerSample) * channels;
  const declared = fields.has('sample_count') ? number('sample_count', 0) * blockBytes : null;
  const { present, warning } = presentBytes(declared, bytes.length - dataOffset, blockBytes * sampleRateHz);
  const dataBytes = Math.floor(present / blockBytes) * blockBytes;
  if (!(dataBytes > 0)) throw noSamples();
  return {
    ...STORED_DEFAULTS,
    container: 'NIST SPHERE',
    encoding,
    bytesPerSample,
    // The order of the bytes from the least significant one, 0.
    bigEndian: !(fields.get('sample_byte_format') ?? '01').startsWith('0'),
    channels,
    sampleRateHz,
    dataOffset,
    dataBytes,
    blockBytes,
    warning,
  };
}

/** The values by name. The type of a value is not needed: numbers are written as text too. */
function fieldsOf(header: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of header.split('\n')) {
    if (line.startsWith('end_head')) break;
    const [name, , ...value] = line.trim().split(/\s+/);
    if (name !== '' && !name.startsWith(';')) fields.set(name, value.join(' '));
  }
  return fields;
}

function codingOf(coding: string, sampleBytes: number): Pick<StoredSound, 'encoding' | 'bytesPerSample'> {
  const [name, ...more] = coding.toLowerCase().split(',');
  if (more.length > 0) {
    const compression = more.join(',').replace(/[^\x20-\x7e]/g, '?');
    throw unreadable(
      `NIST SPHERE file compressed with “${compression}”, which is not supported. Convert it to WAV with sph2pipe.`,
    );
  }
  if (name === 'pcm' && [1, 2, 3, 4].includes(sampleBytes))
    return { encoding: 'pcm', bytesPerSample: sampleBytes };
  if (['ulaw', 'mu-law', 'mulaw'].includes(name)) return { encoding: 'ulaw', bytesPerSample: 0 };
  if (name === 'alaw') return { encoding: 'alaw', bytesPerSample: 0 };
  throw unreadable(
    `NIST SPHERE file in the encoding “${name.replace(/[^\x20-\x7e]/g, '?')}” with ${sampleBytes} bytes per sample, which is not supported. Convert it to WAV.`,
  );
}
