import { expect, test } from 'vitest';
import { ClipFacts } from '#renderer/pages/corpora/clip-facts.tsx';
import { listedClips } from '#renderer/pages/corpora/corrections/corrected-clips.ts';
import type { ClipRow } from '#shared/library.ts';
import { renderPart } from '../render-part.tsx';

const clip: ClipRow = {
  path: '/c/session.wav#t=12.5,14',
  ...{ corpus: 'podcasts', layout: 'csv', speaker: null, sex: null, sentence: null, intensity: null },
  ...{ group: null, code: 'angry', emotion: 'angry', sampleRateHz: 16_000, channels: 1 },
  ...{ durationSeconds: 1.5, levelDbfs: -20, synthetic: false, warning: null },
  fingerprint: '1'.repeat(64),
};

test('the votes of the annotators are shown, the most frequent first', async () => {
  const votes = { sad: 1, angry: 2.5 };
  const [listed] = listedClips([{ ...clip, votes }], []);
  const screen = await renderPart(<ClipFacts clip={listed} />);
  await expect.element(screen.getByText('Votes')).toBeVisible();
  await expect.element(screen.getByText('2.5 angry, 1 sad')).toBeVisible();
});

test('a clip with one label has no line for votes', async () => {
  const screen = await renderPart(<ClipFacts clip={listedClips([clip], [])[0]} />);
  await expect.element(screen.getByText('Original label')).toBeVisible();
  expect(screen.getByText('Votes').query()).toBeNull();
});
