import { expect, it } from 'vitest';
import { samplePicture } from '#renderer/gallery/sample-sound.ts';
import { parsePreferences } from '#renderer/parts/sound/listening-preferences.ts';
import { floatsOf } from '#renderer/parts/sound/sound-levels.ts';
import { levelAt } from '#renderer/parts/sound/sound-reading.ts';
import { frequencyAt } from '#shared/frequency-scale.ts';

it('reads the level of the row and frame at a point', () => {
  const picture = samplePicture('log', { startSeconds: 0.5, endSeconds: 1 });
  const { rows, frames, hopSeconds, bytes } = picture.spectrogram;
  const hz = frequencyAt(picture.spectrogram, 10.5 / rows);
  expect(levelAt(picture, 0.5 + 20 * hopSeconds, hz)).toBe(floatsOf(bytes)[10 * frames + 20]);
  // The upper edge belongs to the highest row.
  expect(levelAt(picture, 0.5, 8000)).toBe(floatsOf(bytes)[(rows - 1) * frames]);
});

it('knows no level outside of the picture', () => {
  const picture = samplePicture('mel', { startSeconds: 0.5, endSeconds: 1 });
  expect(levelAt(picture, 0.4, 440)).toBeNull();
  expect(levelAt(picture, 1.1, 440)).toBeNull();
  expect(levelAt(picture, 0.7, 9000)).toBeNull();
  expect(levelAt(null, 0.7, 440)).toBeNull();
});

it('has the saved preferences, and the defaults in place of damaged ones', () => {
  const defaults = parsePreferences(null);
  expect(defaults).toMatchObject({ scale: 'mel', volume: 1, pitch: false });
  expect(parsePreferences('{"scale":"log","volume":0.5}')).toEqual({
    ...defaults,
    scale: 'log',
    volume: 0.5,
  });
  for (const damaged of ['', 'no JSON', 'null', '[]', '{"volume":99}', '{"scale":"bark"}'])
    expect(parsePreferences(damaged)).toEqual(defaults);
});
