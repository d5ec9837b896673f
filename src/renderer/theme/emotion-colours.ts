import { EMOTIONS, type Emotion } from '../../shared/emotions.ts';

/**
 * One colour an emotion, the same everywhere. From the palette of Okabe and Ito (2008), which people with any kind of
 * colour blindness can tell apart; neutral is a grey. The dark scheme's are lighter, for the same contrast.
 */
const COLOURS: Record<Emotion, { light: string; dark: string }> = {
  angry: { light: '#d55e00', dark: '#e8742c' },
  disgust: { light: '#009e73', dark: '#1fb88d' },
  fear: { light: '#b75a8c', dark: '#d98bb5' },
  happy: { light: '#e69f00', dark: '#efb336' },
  neutral: { light: '#7d8794', dark: '#9aa4b1' },
  sad: { light: '#0072b2', dark: '#4596d1' },
  surprise: { light: '#56b4e9', dark: '#7cc7f0' },
};

export type Scheme = 'light' | 'dark';

/** The colour of an emotion as CSS writes it. */
export const emotionColour = (emotion: Emotion, scheme: Scheme): string => COLOURS[emotion][scheme];

/** The colours by emotion, as a style sheet's variables: `--emotion-angry` and so on. */
export const emotionVariables = (scheme: Scheme): Record<string, string> =>
  Object.fromEntries(EMOTIONS.map((emotion) => [`--emotion-${emotion}`, COLOURS[emotion][scheme]]));

/** An emotion's colour in whatever scheme the page has, for style attributes. */
export const EMOTION_COLOURS = Object.fromEntries(
  EMOTIONS.map((emotion) => [emotion, `var(--emotion-${emotion})`]),
) as Record<Emotion, string>;
