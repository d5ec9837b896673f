/**
 * IMA ADPCM (Interactive Multimedia Association, Recommended Practices 3.00, 1992) in the blocks of WAV files and in the
 * packets of QuickTime (`ima4`), which AIFF-C and CAF have.
 */

const INDEX_STEPS = [-1, -1, -1, -1, 2, 4, 6, 8];
const STEPS = Int32Array.of(
  ...[
    7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73, 80, 88,
  ],
  ...[97, 107, 118, 130, 143, 157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494, 544, 598, 658],
  ...[724, 796, 876, 963, 1060, 1166, 1282, 1411, 1552, 1707, 1878, 2066, 2272, 2499, 2749, 3024, 3327, 3660],
  ...[4026, 4428, 4871, 5358, 5894, 6484, 7132, 7845, 8630, 9493, 10_442, 11_487, 12_635, 13_899, 15_289],
  ...[16_818, 18_500, 20_350, 22_385, 24_623, 27_086, 29_794, 32_767],
);

/** Decodes the codes of one channel. */
class Predictor {
  value = 0;
  index = 0;

  start(value: number, index: number): void {
    this.value = value;
    this.index = Math.min(88, index);
  }

  next(code: number): number {
    const step = STEPS[this.index];
    let difference = step >> 3;
    if (code & 1) difference += step >> 2;
    if (code & 2) difference += step >> 1;
    if (code & 4) difference += step;
    const value = this.value + (code & 8 ? -difference : difference);
    this.value = Math.max(-32_768, Math.min(32_767, value));
    this.index = Math.max(0, Math.min(88, this.index + INDEX_STEPS[code & 7]));
    return this.value;
  }
}

/**
 * One block of a WAV file: for each channel a first sample and an index, then the codes, eight of each channel in turn.
 * The last block of a file may be shorter. Returns samples per channel; `out` is interleaved.
 */
export function decodeImaBlock(block: Uint8Array, channels: number, out: Int16Array): number {
  const header = 4 * channels;
  if (block.length < header) return 0;
  const groups = Math.floor((block.length - header) / header);
  const predictor = new Predictor();
  for (let channel = 0; channel < channels; channel++) {
    const at = 4 * channel;
    predictor.start(((block[at] | (block[at + 1] << 8)) << 16) >> 16, block[at + 2]);
    out[channel] = predictor.value;
    for (let group = 0; group < groups; group++) {
      const from = header + group * header + 4 * channel;
      for (let i = 0; i < 8; i++) {
        const byte = block[from + (i >> 1)];
        const code = i % 2 === 0 ? byte & 15 : byte >> 4;
        out[(1 + 8 * group + i) * channels + channel] = predictor.next(code);
      }
    }
  }
  return 1 + 8 * groups;
}

const PACKET_BYTES = 34;
const PACKET_FRAMES = 64;

/**
 * Packets of QuickTime's `ima4`: 64 samples for each channel in turn. The header of a packet has the upper nine bits of
 * the last value. They are taken as they are, as libsndfile does; ffmpeg keeps its own value where it is near.
 */
export function decodeIma4Packets(data: Uint8Array, channels: number, out: Int16Array): number {
  const blocks = Math.floor(data.length / (PACKET_BYTES * channels));
  const predictor = new Predictor();
  for (let block = 0; block < blocks; block++) {
    for (let channel = 0; channel < channels; channel++) {
      const from = (block * channels + channel) * PACKET_BYTES;
      const header = (data[from] << 8) | data[from + 1];
      predictor.start(((header & 0xff80) << 16) >> 16, header & 0x7f);
      for (let i = 0; i < PACKET_FRAMES; i++) {
        const byte = data[from + 2 + (i >> 1)];
        const code = i % 2 === 0 ? byte & 15 : byte >> 4;
        out[(block * PACKET_FRAMES + i) * channels + channel] = predictor.next(code);
      }
    }
  }
  return blocks * PACKET_FRAMES;
}
