import type { Scheme } from '#renderer/theme/emotion-colours.ts';
import { loudnessColours } from './sound-colour-map.ts';
import type { PictureStyle } from './sound-drawing.ts';

const LOUDNESS = { light: loudnessColours('light'), dark: loudnessColours('dark') };

/**
 * Pitch and intensity: readable beside the spectrogram, and visible on it with their halo. Weights have a hue that the levels
 * of the spectrogram do not have; the legend in `explanation-panel.module.css` has the same.
 */
const CURVES = {
  light: {
    pitch: '#c2410c',
    intensity: '#0b7a3e',
    halo: 'rgb(255 255 255 / 85%)',
    weight: [214, 69, 0],
  },
  dark: {
    pitch: '#5cd0ff',
    intensity: '#a5e65a',
    halo: 'rgb(0 0 0 / 75%)',
    weight: [64, 224, 208],
  },
} as const;

/** The colours and the font of a picture in `element`. */
export function pictureStyle(element: HTMLElement, scheme: Scheme): PictureStyle {
  const style = getComputedStyle(element);
  const value = (name: string) => style.getPropertyValue(name).trim();
  return {
    wave: value('--accent'),
    axis: value('--mantine-color-default-border'),
    text: value('--mantine-color-dimmed'),
    font: `11px ${style.fontFamily}`,
    loudness: LOUDNESS[scheme],
    ...CURVES[scheme],
  };
}
