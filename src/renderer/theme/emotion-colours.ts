import type { Emotion } from '#shared/emotions.ts';
import type { LabelSet } from '#shared/label-sets.ts';

/** The colours of an emotion in the two themes, `#rrggbb`. */
interface Colours {
  light: string;
  dark: string;
}

/**
 * One colour per emotion, the same everywhere. The seven are from the palette of Okabe and Ito (2008), which is
 * distinguishable with every kind of colour blindness; neutral is grey. The colours of the dark theme are lighter, for the
 * same contrast.
 */
const COLOURS: Readonly<Record<Emotion, Colours>> = {
  angry: { light: '#d55e00', dark: '#e8742c' },
  disgust: { light: '#009e73', dark: '#1fb88d' },
  fear: { light: '#b75a8c', dark: '#d98bb5' },
  happy: { light: '#e69f00', dark: '#efb336' },
  neutral: { light: '#7d8794', dark: '#9aa4b1' },
  sad: { light: '#0072b2', dark: '#4596d1' },
  surprise: { light: '#56b4e9', dark: '#7cc7f0' },
  calm: { light: '#4d9a96', dark: '#74bab6' },
  boredom: { light: '#8a6d4b', dark: '#b39470' },
  excited: { light: '#e4572e', dark: '#f2805c' },
  frustrated: { light: '#9c3848', dark: '#cf6f7f' },
  contempt: { light: '#6b4c9a', dark: '#9d83c6' },
};

export type Scheme = 'light' | 'dark';

/** The colours that the user has chosen for emotions of own label sets. */
let own: ReadonlyMap<Emotion, string> = new Map();

/** Takes the colours of the label sets; of two colours for one emotion, that of the later set. */
export function setOwnColours(sets: readonly LabelSet[]): void {
  const chosen = sets.flatMap(({ emotions }) =>
    emotions.flatMap(({ name, colour }): [string, string][] => (colour === null ? [] : [[name, colour]])),
  );
  own = new Map(chosen);
}

/** The colour of an emotion as a CSS value, `#rrggbb`. */
export function emotionColour(emotion: Emotion, scheme: Scheme): string {
  const chosen = own.get(emotion);
  if (chosen !== undefined) return chosen;
  return (Object.hasOwn(COLOURS, emotion) ? COLOURS[emotion] : coloursOfName(emotion))[scheme];
}

/** The same in the current theme, for style attributes. */
export const emotionFill = (emotion: Emotion): string =>
  `light-dark(${emotionColour(emotion, 'light')}, ${emotionColour(emotion, 'dark')})`;

/** A colour for any other emotion: its hue follows from its name, so that it is the same in every run. */
function coloursOfName(name: string): Colours {
  let hash = 0x811c9dc5;
  for (const character of name) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193) >>> 0;
  // Steps of the golden angle spread the hues.
  const hue = (hash % 360) * 137.508;
  return { light: hexOf(hue % 360, 0.42, 0.45), dark: hexOf(hue % 360, 0.5, 0.66) };
}

/** A colour of the HSL model (hue in degrees, saturation and lightness 0…1) as `#rrggbb`. */
function hexOf(hue: number, saturation: number, lightness: number): string {
  const chroma = saturation * Math.min(lightness, 1 - lightness);
  const channel = (offset: number) => {
    const k = (offset + hue / 30) % 12;
    const value = lightness - chroma * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    return Math.round(255 * value)
      .toString(16)
      .padStart(2, '0');
  };
  return `#${channel(0)}${channel(8)}${channel(4)}`;
}
