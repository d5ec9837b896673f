import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { SAMPLE_COLUMNS, type SampleClip, sampleClips } from '#renderer/gallery/sample-clips.ts';
import { SoundTable } from '#renderer/pages/corpora/sound-table.tsx';
import { renderPart } from '../render-part.tsx';

const CLIPS = sampleClips(200);
const pathOf = ({ path }: SampleClip) => path;
const NOUNS = ['clip', 'clips'] as const;
const noFacts = () => null;

const table = (
  <div style={{ height: 600 }}>
    <SoundTable rows={CLIPS} columns={SAMPLE_COLUMNS} getRowId={pathOf} nouns={NOUNS} facts={noFacts} />
  </div>
);

test('Space in the table plays and pauses the selected clip, and does not scroll', async () => {
  const screen = await renderPart(table);
  const grid = screen.getByRole('grid', { name: 'Clips' });
  (grid.element() as HTMLElement).focus();
  // The first Space selects the first clip, which then plays.
  await userEvent.keyboard(' ');
  await expect.element(screen.getByRole('button', { name: /^Pause clip-1/ })).toBeVisible();
  await userEvent.keyboard(' ');
  await expect.element(screen.getByRole('button', { name: /^Play clip-1/ })).toBeVisible();
  await userEvent.keyboard(' ');
  await expect.element(screen.getByRole('button', { name: /^Pause clip-1/ })).toBeVisible();
  expect(grid.element().scrollTop).toBe(0);
});

test('the table has the whole width until a clip is selected, and again when the player is closed', async () => {
  const screen = await renderPart(table);
  const grid = screen.getByRole('grid', { name: 'Clips' });
  const width = () => grid.element().getBoundingClientRect().width;
  const whole = width();
  expect(whole).toBeGreaterThan(1000);
  await expect.element(screen.getByText('Select a clip to play it.')).toBeVisible();
  await screen.getByText('RAVDESS/Actor_02/clip-2.wav').click();
  await expect.poll(width).toBeLessThan(whole - 250);
  await screen.getByRole('button', { name: 'Close the player' }).click();
  await expect.poll(width).toBe(whole);
  // The keys stay with the table.
  await expect.element(grid).toHaveFocus();
});
