/** The colours of levels in a spectrogram, from silence to the highest level: red, green, blue, 0…255. */
type Stops = readonly (readonly [number, number, number])[];

/** For the light theme: silence is nearly the page colour; luminance falls evenly. */
const LIGHT: Stops = [
  [248, 249, 252],
  [208, 218, 238],
  [147, 176, 221],
  [92, 124, 199],
  [73, 70, 160],
  [52, 24, 92],
  [24, 4, 40],
];

/** For the dark theme (the stops of matplotlib's magma, CC0): luminance rises evenly. */
const DARK: Stops = [
  [12, 11, 22],
  [43, 17, 94],
  [113, 31, 129],
  [182, 54, 121],
  [241, 96, 93],
  [254, 175, 119],
  [252, 253, 191],
];

/** 256 opaque RGBA colours, four bytes each, the lowest level first. */
export function loudnessColours(scheme: 'light' | 'dark'): Uint8ClampedArray {
  const stops = scheme === 'dark' ? DARK : LIGHT;
  const table = new Uint8ClampedArray(4 * 256);
  for (let i = 0; i < 256; i++) {
    const place = (i / 255) * (stops.length - 1);
    const below = Math.min(stops.length - 2, Math.floor(place));
    for (let channel = 0; channel < 3; channel++) {
      const [from, to] = [stops[below][channel], stops[below + 1][channel]];
      table[4 * i + channel] = from + (to - from) * (place - below);
    }
    table[4 * i + 3] = 255;
  }
  return table;
}
