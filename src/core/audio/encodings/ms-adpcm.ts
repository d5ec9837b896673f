/** Microsoft ADPCM (Multimedia Data Standards Update, 1994), as in WAV files. */

const ADAPTATION = [230, 230, 230, 230, 307, 409, 512, 614, 768, 614, 512, 409, 307, 230, 230, 230];
const MIN_STEP = 16;

/**
 * One block: for each channel a pair of coefficients, a step and two samples, then the codes of all channels in turn.
 * The last block of a file may be shorter. Returns samples per channel; `out` is interleaved.
 */
export function decodeMsBlock(
  block: Uint8Array,
  channels: number,
  coefficients: readonly (readonly [number, number])[],
  out: Int16Array,
): number {
  const header = 7 * channels;
  if (block.length < header) return 0;
  const int16 = (at: number) => ((block[at] | (block[at + 1] << 8)) << 16) >> 16;
  const codes = 2 * (block.length - header);
  const count = codes - (codes % channels);
  for (let channel = 0; channel < channels; channel++) {
    const [first, second] = coefficients[block[channel]] ?? coefficients[0];
    let step = int16(channels + 2 * channel);
    let last = int16(3 * channels + 2 * channel);
    let before = int16(5 * channels + 2 * channel);
    out[channels + channel] = last;
    out[channel] = before;
    for (let i = channel, at = 2 * channels + channel; i < count; i += channels, at += channels) {
      const byte = block[header + (i >> 1)];
      const code = i % 2 === 0 ? byte >> 4 : byte & 15;
      const predicted = (last * first + before * second) >> 8;
      const value = predicted + (code < 8 ? code : code - 16) * step;
      before = last;
      last = Math.max(-32_768, Math.min(32_767, value));
      out[at] = last;
      step = Math.max(MIN_STEP, (ADAPTATION[code] * step) >> 8);
    }
  }
  return 2 + count / channels;
}
