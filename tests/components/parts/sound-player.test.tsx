import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { sampleLaboratory } from '#renderer/gallery/sample-laboratory.ts';
import { sampleWav } from '#renderer/gallery/sample-sound.ts';
import { sampleTimeline } from '#renderer/gallery/sample-timeline.ts';
import { SoundPlayer } from '#renderer/parts/sound/sound-player.tsx';
import { graveFindings } from '../grave-findings.ts';
import { renderPart } from '../render-part.tsx';

const WAV = sampleWav();
const OTHER = sampleWav();

test('plays by its button, and can play again at the end', async () => {
  const screen = await renderPart(<SoundPlayer sound={{ wav: WAV, name: 'recording 1' }} />);
  const position = screen.getByRole('slider', { name: 'Position in recording 1' });
  await screen.getByRole('button', { name: 'Play recording 1' }).click();
  await expect.element(screen.getByRole('button', { name: 'Pause recording 1' })).toBeVisible();
  await expect.poll(() => Number(position.element().getAttribute('aria-valuenow'))).toBeGreaterThan(0.1);
  await expect
    .element(screen.getByRole('button', { name: 'Play again recording 1' }), { timeout: 8000 })
    .toBeVisible();
});

test('space plays and pauses, arrow keys, Home and End move the position', async () => {
  const screen = await renderPart(<SoundPlayer sound={{ wav: WAV, name: 'recording 1' }} />);
  const position = screen.getByRole('slider', { name: 'Position in recording 1' });
  await expect.element(position).toHaveAttribute('aria-valuemax', '1.5');
  (position.element() as HTMLElement).focus();
  await userEvent.keyboard('{End}');
  await expect.element(position).toHaveAttribute('aria-valuenow', '1.50');
  await userEvent.keyboard('{Home}{ArrowRight}{ArrowRight}');
  await expect.element(position).toHaveAttribute('aria-valuetext', '0.1 of 1.5 seconds');
  await userEvent.keyboard('{ArrowLeft}{ArrowLeft}{ArrowLeft}');
  await expect.element(position).toHaveAttribute('aria-valuenow', '0.00');
  await userEvent.keyboard(' ');
  await expect.element(screen.getByRole('button', { name: 'Pause recording 1' })).toBeVisible();
  await userEvent.keyboard(' ');
  await expect.element(screen.getByRole('button', { name: 'Play recording 1' })).toBeVisible();
});

test('a click on the picture seeks to that time', async () => {
  const screen = await renderPart(<SoundPlayer sound={{ wav: WAV, name: 'recording 1' }} compact />);
  const position = screen.getByRole('slider', { name: 'Position in recording 1' });
  await expect.element(position).toHaveAttribute('aria-valuemax', '1.5');
  const { width, height } = position.element().getBoundingClientRect();
  await position.click({ position: { x: width / 2, y: height / 2 } });
  await expect
    .poll(() => Math.abs(Number(position.element().getAttribute('aria-valuenow')) - 0.75))
    .toBeLessThan(0.02);
});

test('one sound plays at a time', async () => {
  const screen = await renderPart(
    <>
      <SoundPlayer sound={{ wav: WAV, name: 'first' }} compact />
      <SoundPlayer sound={{ wav: OTHER, name: 'second' }} compact />
    </>,
  );
  await screen.getByRole('button', { name: 'Play first' }).click();
  await expect.element(screen.getByRole('button', { name: 'Pause first' })).toBeVisible();
  await screen.getByRole('button', { name: 'Play second' }).click();
  await expect.element(screen.getByRole('button', { name: 'Pause second' })).toBeVisible();
  await expect.element(screen.getByRole('button', { name: 'Play first' })).toBeVisible();
});

test('shows a file’s name without its folders, and draws its picture', async () => {
  const screen = await renderPart(<SoundPlayer sound={{ path: '/data/Actor_01/clip-1.wav' }} />);
  await expect.element(screen.getByText('clip-1.wav')).toBeVisible();
  await expect.element(screen.getByText('16,000 Hz')).toBeVisible();
  const canvas = screen.container.querySelector('canvas');
  const isDrawn = () =>
    canvas
      ?.getContext('2d')
      ?.getImageData(0, 0, canvas.width, canvas.height)
      .data.some((value) => value > 0);
  await expect.poll(isDrawn).toBe(true);
});

test('shows the cursor when the sound is loaded', async () => {
  const answer = Promise.withResolvers<void>();
  const screen = await renderPart(<SoundPlayer sound={{ wav: WAV, name: 'recording 1' }} />, {
    ...sampleLaboratory,
    invoke: async (name, input, options) => {
      await answer.promise;
      return sampleLaboratory.invoke(name, input, options);
    },
  });
  const position = screen.getByRole('slider', { name: 'Position in recording 1' });
  await expect.element(position).toBeVisible();
  const cursor = position.element().firstElementChild;
  expect(cursor?.checkVisibility()).toBe(false);
  answer.resolve();
  await expect.poll(() => cursor?.checkVisibility()).toBe(true);
});

test('shows why a file is not a sound', async () => {
  const screen = await renderPart(<SoundPlayer sound={{ path: '/data/missing.wav' }} />);
  await expect
    .element(screen.getByRole('alert'))
    .toHaveTextContent('/data/missing.wav is not an audio file. Convert it to WAV.');
});

test('says that a file is not on this computer, with its path', async () => {
  const screen = await renderPart(<SoundPlayer sound={{ path: '/other/elsewhere.wav' }} />);
  await expect.element(screen.getByText('Not on this computer')).toBeVisible();
  await expect.element(screen.getByText('/other/elsewhere.wav', { exact: true })).toBeVisible();
  expect(await graveFindings(screen)).toEqual([]);
});

test('is accessible with its timelines', async () => {
  const timelines = [{ label: 'Emotion over time', entries: sampleTimeline(1.5) }];
  const screen = await renderPart(
    <SoundPlayer sound={{ wav: WAV, name: 'recording 1' }} timelines={timelines} />,
  );
  await expect.element(screen.getByRole('img', { name: 'Emotion over time' })).toBeVisible();
  await expect.element(screen.getByText('16,000 Hz')).toBeVisible();
  expect(await graveFindings(screen)).toEqual([]);
});
