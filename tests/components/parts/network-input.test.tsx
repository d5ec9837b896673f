import { expect, test } from 'vitest';
import { NetworkInput } from '#renderer/parts/sound/network-input.tsx';
import type { FeatureSettings } from '#shared/settings/features.ts';
import { LOG_MEL } from '#shared/settings/mel-features.ts';
import type { NetworkInput as Input } from '#shared/sounds.ts';
import { renderPart } from '../render-part.tsx';

const input: Input = {
  ...{ rows: 2, frames: 3, bytes: new Uint8Array(24), hopSeconds: 0.02, windowSeconds: 3 },
  otherRows: 0,
  ...{ frequenciesHz: [100, 200], clipSeconds: 2, windowStartSeconds: 0.5 },
  ...{ trimmed: { startSeconds: 0, endSeconds: 2 }, used: { startSeconds: 0, endSeconds: 2 } },
};

const shown = (features: FeatureSettings, otherRows = 0) =>
  renderPart(
    <NetworkInput
      input={{ ...input, otherRows }}
      failure={null}
      settings={{
        choices: [{ group: 'Presets', items: [{ value: 'a', label: 'a' }] }],
        value: 'a',
        features,
      }}
      onSettings={() => undefined}
      large={false}
    />,
  );

test('it says how values are normalised, and nothing of parts where there are none', async () => {
  const screen = await shown(LOG_MEL);
  await expect.element(screen.getByText(/Normalised to mean 0 and deviation 1\.$/)).toBeVisible();
});

test('it says which part of the matrix a network gets', async () => {
  const screen = await shown({ ...LOG_MEL, normalise: 'half-bands', crop: { seconds: 2, tested: 3 } });
  const text =
    /without half of its mean over time.*The network gets parts of 2 s: in training another one in every epoch, otherwise the mean of 3\.$/;
  await expect.element(screen.getByText(text)).toBeVisible();
});

test('a clip that is tested with one part is tested with the middle one', async () => {
  const screen = await shown({ ...LOG_MEL, crop: { seconds: 2, tested: 1 } });
  await expect.element(screen.getByText(/otherwise the middle one\.$/)).toBeVisible();
});

test('it says how many values of an encoder there are beside the bands', async () => {
  const encoder = { encoder: 'speech-embedding' } as never;
  const screen = await shown({ kind: 'joined', name: 'both', mel: LOG_MEL, encoder }, 96);
  const text =
    /^2 mel bands × 3 frames.*gets 96 values of the encoder “speech-embedding”, which are not drawn\.$/;
  await expect.element(screen.getByText(text)).toBeVisible();
});
