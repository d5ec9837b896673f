import { noSamples, unreadable } from './bytes.ts';
import { STORED_DEFAULTS, type StoredSound } from './stored-sound.ts';

/** One frame of MPEG audio. */
interface MpegFrame {
  sampleRateHz: number;
  channels: number;
  bytes: number;
}

/** kbit/s, for layers I to III of MPEG-1, then layer I and layers II and III of MPEG-2. */
const BITRATES = [
  [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
];
const RATES = [44_100, 48_000, 32_000];

/** The frame at `at` (ISO 11172-3, 13818-3), or null where there is none. */
function frameAt(bytes: Uint8Array, at: number): MpegFrame | null {
  if (at + 4 > bytes.length || bytes[at] !== 0xff || (bytes[at + 1] & 0xe0) !== 0xe0) return null;
  const version = (bytes[at + 1] >> 3) & 3;
  const layer = 4 - ((bytes[at + 1] >> 1) & 3);
  const bitrateCode = bytes[at + 2] >> 4;
  const rateCode = (bytes[at + 2] >> 2) & 3;
  if (version === 1 || layer === 4 || bitrateCode === 0 || bitrateCode === 15 || rateCode === 3) return null;
  const isFirst = version === 3;
  const sampleRateHz = RATES[rateCode] / (isFirst ? 1 : version === 2 ? 2 : 4);
  const bitrate = 1000 * BITRATES[isFirst ? layer - 1 : layer === 1 ? 3 : 4][bitrateCode];
  const padding = (bytes[at + 2] >> 1) & 1;
  const size =
    layer === 1
      ? 4 * (Math.floor((12 * bitrate) / sampleRateHz) + padding)
      : Math.floor(((layer === 3 && !isFirst ? 72 : 144) * bitrate) / sampleRateHz) + padding;
  return { sampleRateHz, channels: bytes[at + 3] >> 6 === 3 ? 1 : 2, bytes: size };
}

/** Bytes between a tag and the first frame that encoders leave, or that other tags take. */
const SEARCHED_BYTES = 2 ** 16;

/** Two frames follow one another: single matches occur in every kind of file. */
function firstFrame(bytes: Uint8Array, within: number): { at: number; frame: MpegFrame } | null {
  for (let at = bytes.indexOf(0xff); at >= 0 && at <= within; at = bytes.indexOf(0xff, at + 1)) {
    const frame = frameAt(bytes, at);
    if (frame === null) continue;
    const end = at + frame.bytes;
    if (end === bytes.length || frameAt(bytes, end)?.sampleRateHz === frame.sampleRateHz)
      return { at, frame };
  }
  return null;
}

/** Whether a file, after a tag, is MPEG audio of layer I, II or III. */
export function isMp3(bytes: Uint8Array): boolean {
  return firstFrame(bytes, SEARCHED_BYTES) !== null;
}

/** Reads the first frame of MPEG audio. @throws UserError `wav-unreadable`. */
export function readMp3(bytes: Uint8Array): StoredSound {
  const first = firstFrame(bytes, SEARCHED_BYTES);
  if (first === null) throw unreadable('This MP3 file is damaged. Copy it again from its source.');
  const { at, frame } = first;
  const dataBytes = bytes.length - at - tagBytes(bytes);
  if (dataBytes <= 0) throw noSamples();
  const { sampleRateHz, channels } = frame;
  return {
    ...STORED_DEFAULTS,
    container: 'MP3',
    encoding: 'mp3',
    channels,
    sampleRateHz,
    dataOffset: at,
    dataBytes,
  };
}

/** Bytes of the tag of old programs at the end of the file. */
function tagBytes(bytes: Uint8Array): number {
  const at = bytes.length - 128;
  return at >= 0 && bytes[at] === 0x54 && bytes[at + 1] === 0x41 && bytes[at + 2] === 0x47 ? 128 : 0;
}
