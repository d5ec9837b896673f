import { afterEach, expect, test } from 'vitest';
import { sampleLaboratory } from '#renderer/gallery/sample-laboratory.ts';
import { sampleWav } from '#renderer/gallery/sample-sound.ts';
import { SoundPlayer } from '#renderer/parts/sound/sound-player.tsx';
import { EMOTIONS } from '#shared/emotions.ts';
import { graveFindings } from '../grave-findings.ts';
import { renderPart } from '../render-part.tsx';

const SOUND = { wav: sampleWav(), name: 'recording 1' };
const EXPLAINERS = [
  { run: 'a', title: 'First model', fold: null, emotions: EMOTIONS },
  { run: 'b', title: 'Second model', fold: 2, emotions: ['calm', 'loud'] },
];

interface Asked {
  run: string;
  fold: number | null;
  method: string;
  emotion: string | null;
}

/** The sample laboratory, with what it was asked to explain. */
function asking(answer?: (input: Asked, signal: AbortSignal | undefined) => unknown) {
  const asked: Asked[] = [];
  const laboratory: typeof sampleLaboratory = {
    ...sampleLaboratory,
    invoke: async (name, input, options) => {
      if (name !== 'predict.explain') return sampleLaboratory.invoke(name, input, options);
      const { run, fold, method, emotion } = input as unknown as Asked;
      asked.push({ run, fold, method, emotion });
      return (answer?.({ run, fold, method, emotion }, options?.signal) ??
        sampleLaboratory.invoke(name, input)) as never;
    },
  };
  return { asked, laboratory };
}

/** The choices are remembered; as if another tab had reset them. */
afterEach(() => {
  localStorage.clear();
  window.dispatchEvent(new Event('storage'));
});

/** Pixels of the colour of the weights, which the spectrogram of the light theme does not have. */
function orangePixels(canvas: HTMLCanvasElement): number {
  const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let i = 0; i < data.length; i += 4) if (data[i] > data[i + 2] + 60) count++;
  return count;
}

test('draws the weights over the spectrogram, and says the same as text', async () => {
  const { asked, laboratory } = asking();
  const screen = await renderPart(
    <SoundPlayer sound={SOUND} explainers={EXPLAINERS.slice(0, 1)} />,
    laboratory,
  );
  await expect.element(screen.getByText('16,000 Hz')).toBeVisible();
  const canvas = screen.container.querySelector('canvas')!;
  expect(orangePixels(canvas)).toBe(0);
  expect(asked).toEqual([]);
  const tool = screen.getByRole('button', { name: 'What it listened to' });
  await tool.click();
  await expect.element(tool).toHaveAttribute('aria-pressed', 'true');
  const text = screen.getByText(
    /Predicted: angry, 70\.0 %\. Most weight for angry: 0\.45–0\.85 s; 560–1,420 Hz\./,
  );
  await expect.element(text).toBeVisible();
  await expect.poll(() => orangePixels(canvas)).toBeGreaterThan(1000);
  expect(asked).toEqual([{ run: 'a', fold: null, method: 'grad-cam', emotion: null }]);
  await tool.click();
  await expect.poll(() => orangePixels(canvas)).toBe(0);
  await tool.click();
  expect(await graveFindings(screen)).toEqual([]);
});

test('explains the chosen model, emotion and method', async () => {
  const { asked, laboratory } = asking();
  const screen = await renderPart(<SoundPlayer sound={SOUND} explainers={EXPLAINERS} />, laboratory);
  await screen.getByRole('button', { name: 'What it listened to' }).click();
  await screen.getByRole('combobox', { name: 'Emotion to explain' }).click();
  await screen.getByRole('option', { name: 'sad' }).click();
  await expect.element(screen.getByText(/sad: 5\.0 %; predicted: angry, 70\.0 %/)).toBeVisible();
  await screen.getByRole('combobox', { name: 'Model to explain' }).click();
  await screen.getByRole('option', { name: 'Second model' }).click();
  await screen.getByText('Occlusion').click();
  await expect
    .element(screen.getByText(/lowers the probability of angry by up to 12\.3 percentage points/))
    .toBeVisible();
  expect(asked.at(-1)).toEqual({ run: 'b', fold: 2, method: 'occlusion', emotion: null });
  expect(asked).toContainEqual({ run: 'a', fold: null, method: 'grad-cam', emotion: 'sad' });
});

test('a slow occlusion can be cancelled, and a failure is shown', async () => {
  let aborted = false;
  const { laboratory } = asking(({ method, emotion }, signal) => {
    if (emotion === 'fear') throw new Error('The network has no map.');
    if (method === 'grad-cam') return undefined;
    return new Promise((_, reject) => {
      signal?.addEventListener('abort', () => {
        aborted = true;
        reject(new Error('Cancelled.'));
      });
    });
  });
  const screen = await renderPart(<SoundPlayer sound={SOUND} explainers={EXPLAINERS} />, laboratory);
  await screen.getByRole('button', { name: 'What it listened to' }).click();
  await screen.getByText('Occlusion').click();
  await screen.getByRole('button', { name: 'Cancel' }).click();
  await expect.poll(() => aborted).toBe(true);
  await expect.element(screen.getByText(/Most weight for angry/)).toBeVisible();
  await screen.getByRole('combobox', { name: 'Emotion to explain' }).click();
  await screen.getByRole('option', { name: 'fear' }).click();
  await expect.element(screen.getByText('The network has no map.')).toBeVisible();
});

test('is not offered for a sound that no model predicted, nor in one line', async () => {
  const screen = await renderPart(
    <>
      <SoundPlayer sound={SOUND} />
      <SoundPlayer sound={SOUND} explainers={EXPLAINERS} compact />
    </>,
  );
  await expect.element(screen.getByText('16,000 Hz')).toBeVisible();
  expect(screen.getByRole('button', { name: 'What it listened to' }).elements()).toEqual([]);
});
