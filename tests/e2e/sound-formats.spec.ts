/** One clip as WAV, compressed, and through the microphone; the predictions must be similar. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Page } from '@playwright/test';
import { encodeWav } from '#core/audio/wav/wav.ts';
import { EMOTIONS, type Emotion } from '#shared/emotions.ts';
import { decodeWav } from '../decode-wav.ts';
import { forgetTemperatures } from '../forget-temperatures.ts';
import { aiff, au, caf, flac } from '../unit/audio/sound-files.ts';
import { writeClip } from './a-clip.ts';
import { dropFiles } from './drop-files.ts';
import { test as base, expect } from './prepared.ts';
import { recordedAtLeast } from './recorded-time.ts';

/** Compression and resampling change the probabilities slightly: the tolerance in percentage points. */
const TOLERANCE_POINTS = 20;

/** A clip, and the same clip followed by 60 s of silence, which plays into the microphone. */
const test = base.extend<{ voice: { folder: string; clip: string; spoken: string } }>({
  // biome-ignore lint/correctness/noEmptyPattern: the runner reads the parameters' names.
  voice: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'neural-ser-formats-'));
    mkdirSync(join(folder, 'made'));
    const clip = await writeClip(join(folder, 'made'));
    const { samples, sampleRateHz } = decodeWav(readFileSync(clip));
    const followed = new Float32Array(samples.length + 60 * sampleRateHz);
    followed.set(samples);
    const spoken = join(folder, 'spoken.wav');
    writeFileSync(spoken, encodeWav(followed, sampleRateHz));
    await use({ folder, clip, spoken });
    rmSync(folder, { recursive: true, force: true });
  },
  // The tolerance is of the network's own probabilities: those of a model that knows little are scaled to be nearly equal.
  dataFolder: async ({ dataFolder }, use) => {
    forgetTemperatures(dataFolder);
    await use(dataFolder);
  },
  microphone: async ({ voice }, use) => use(voice.spoken),
});

async function open(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Predict' }).click();
  await expect(page.getByText(/^Ready on/)).toBeVisible({ timeout: 30_000 });
}

/** The probabilities of the newest sound in percent, after this number of sounds was added. */
async function shares(page: Page, sounds: number): Promise<Record<Emotion, number>> {
  await expect(page.getByRole('tab', { name: `This session (${sounds})` })).toBeVisible();
  await expect(page.getByText(/^Predicted in/)).toBeVisible({ timeout: 30_000 });
  const text = (await page.getByRole('table', { name: /^Probabilities by/ }).textContent()) ?? '';
  const found = EMOTIONS.map((emotion) => {
    const share = new RegExp(`${emotion}\\D*?([\\d.]+)\\s*%`).exec(text);
    if (share === null) throw new Error(`No share of ${emotion} in “${text}”.`);
    return [emotion, Number(share[1])] as const;
  });
  return Object.fromEntries(found) as Record<Emotion, number>;
}

const maxDifference = (one: Record<Emotion, number>, other: Record<Emotion, number>) =>
  Math.max(...EMOTIONS.map((emotion) => Math.abs(one[emotion] - other[emotion])));

/** The clip as compressed by this browser's recorder. */
async function recorded(page: Page, clip: string, type: string): Promise<Buffer> {
  const bytes = [...readFileSync(clip)];
  const coded = await page.evaluate(
    async ([wav, mimeType]) => {
      const context = new AudioContext();
      const source = new AudioBufferSourceNode(context, {
        buffer: await context.decodeAudioData(Uint8Array.from(wav).buffer),
      });
      const { stream } = source.connect(new MediaStreamAudioDestinationNode(context)) as unknown as {
        stream: MediaStream;
      };
      const recorder = new MediaRecorder(stream, { mimeType });
      const parts: Blob[] = [];
      const ended = new Promise((resolve) => {
        recorder.onstop = resolve;
        recorder.ondataavailable = ({ data }) => parts.push(data);
      });
      recorder.start();
      source.onended = () => recorder.stop();
      source.start();
      await ended;
      await context.close();
      return [...new Uint8Array(await new Blob(parts).arrayBuffer())];
    },
    [bytes, type] as const,
  );
  return Buffer.from(coded);
}

test('predicts a compressed file like its WAV, and reports a truncated one', async ({
  door: { page },
  voice: { folder, clip },
}, info) => {
  await open(page);
  await dropFiles(page, [clip]);
  const plain = await shares(page, 1);
  // A wrong sample rate must exceed the tolerance, otherwise the measure is useless.
  const { samples, sampleRateHz } = decodeWav(readFileSync(clip));
  const slow = join(folder, 'slow.wav');
  writeFileSync(slow, encodeWav(samples, sampleRateHz / 2));
  await dropFiles(page, [slow]);
  const slowness = maxDifference(plain, await shares(page, 2));
  info.annotations.push({ type: 'half the speed against WAV', description: `${slowness.toFixed(1)} points` });
  expect(slowness).toBeGreaterThan(TOLERANCE_POINTS);

  const webm = await recorded(page, clip, 'audio/webm;codecs=opus');
  const paths = { whole: join(folder, 'voice.webm'), renamed: join(folder, 'voice.wav') };
  for (const path of Object.values(paths)) writeFileSync(path, webm);
  await dropFiles(page, [paths.whole]);
  const difference = maxDifference(plain, await shares(page, 3));
  info.annotations.push({ type: 'Opus against WAV', description: `${difference.toFixed(1)} points` });
  expect(difference).toBeLessThanOrEqual(TOLERANCE_POINTS);
  // With a wrong extension.
  await dropFiles(page, [paths.renamed]);
  expect(maxDifference(plain, await shares(page, 4))).toBeLessThanOrEqual(TOLERANCE_POINTS);

  const cut = join(folder, 'cut.webm');
  writeFileSync(cut, webm.subarray(0, 200));
  await dropFiles(page, [cut]);
  await expect(page.getByRole('alert')).toHaveText(/^“cut\.webm” cannot be read\./);
});

test('predicts every lossless format of a clip like its WAV', async ({
  door: { page },
  voice: { folder, clip },
}) => {
  const { samples, sampleRateHz } = decodeWav(readFileSync(clip));
  const steps = Int16Array.from(samples, (sample) => Math.round(sample * 32_768));
  await open(page);
  await dropFiles(page, [clip]);
  const plain = await shares(page, 1);
  const files = Object.entries({ au, caf, aiff, flac }).map(([ending, encode]) => {
    const path = join(folder, `voice.${ending}`);
    writeFileSync(path, encode(steps, sampleRateHz));
    return path;
  });
  for (const [index, file] of files.entries()) {
    await dropFiles(page, [file]);
    expect(await shares(page, 2 + index)).toEqual(plain);
    // The player has what it shows.
    await expect(page.getByRole('button', { name: `Play ${basename(file)}` })).toBeEnabled();
  }
});

for (const rate of [16_000, 48_000]) {
  test(`predicts a clip from a microphone of ${rate} Hz like its file`, async ({
    door: { page },
    voice: { clip },
  }, info) => {
    await open(page);
    // The fake microphone has one rate; the page uses the rate that the browser reports.
    await page.evaluate((sampleRate) => {
      const { getSettings } = MediaStreamTrack.prototype;
      MediaStreamTrack.prototype.getSettings = function () {
        return { ...getSettings.call(this), sampleRate };
      };
    }, rate);
    await dropFiles(page, [clip]);
    const plain = await shares(page, 1);
    await page.getByRole('button', { name: 'Record', exact: true }).click();
    await expect(page.getByLabel('Recorded time')).toHaveText(recordedAtLeast(5), { timeout: 30_000 });
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    const difference = maxDifference(plain, await shares(page, 2));
    info.annotations.push({ type: 'recorded against file', description: `${difference.toFixed(1)} points` });
    expect(difference).toBeLessThanOrEqual(TOLERANCE_POINTS);
  });
}
