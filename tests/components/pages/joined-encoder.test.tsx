import { useState } from 'react';
import { expect, test } from 'vitest';
import { JoinedEncoder } from '#renderer/pages/train/joined-encoder.tsx';
import type { EncoderFeatures } from '#shared/settings/encoder-features.ts';
import type { FeatureSettings } from '#shared/settings/features.ts';
import { joinedFeatures } from '#shared/settings/joined-features.ts';
import { LOG_MEL } from '#shared/settings/mel-features.ts';
import { renderPart } from '../render-part.tsx';

const encoder = (name: string): EncoderFeatures => ({
  ...{ kind: 'encoder', name: `encoder:${name}`, encoder: name, revision: '1', sampleRateHz: 16_000 },
  ...{ files: [{ name: 'model.onnx', sha256: '0'.repeat(64) }], trim: null, durationSeconds: 3 },
  ...{ normalise: 'none', input: { kind: 'samples' }, output: null, dimensions: 96 },
  ...{ frameSamples: 400, hopSamples: 320 },
});
const INSTALLED = [
  { settings: encoder('first'), title: 'First encoder' },
  { settings: encoder('second'), title: 'Second encoder' },
];

function Form({ begins, installed = INSTALLED }: { begins: FeatureSettings; installed?: typeof INSTALLED }) {
  const [features, setFeatures] = useState(begins);
  return (
    <>
      <JoinedEncoder features={features} installed={installed} onChange={setFeatures} />
      <p>{`${features.kind}: ${features.name}`}</p>
    </>
  );
}

test('an encoder is joined with mel bands, changed for another, and taken away', async () => {
  const screen = await renderPart(<Form begins={LOG_MEL} />);
  const list = screen.getByRole('combobox', { name: 'Encoder beside the bands' });
  await expect.element(list).toHaveValue('none');
  for (const [option, shown] of [
    ['First encoder', 'joined: log-mel+encoder:first'],
    ['Second encoder', 'joined: log-mel+encoder:second'],
    [/^none/, 'mel: log-mel'],
  ] as const) {
    await list.click();
    await screen.getByRole('option', { name: option }).click();
    await expect.element(screen.getByText(shown)).toBeVisible();
  }
});

test('an encoder of a repeated run that is not installed is shown by its name', async () => {
  const screen = await renderPart(<Form begins={joinedFeatures(LOG_MEL, encoder('gone'))} installed={[]} />);
  const list = screen.getByRole('combobox', { name: 'Encoder beside the bands' });
  await expect.element(list).toHaveValue('encoder:gone');
});

test('there is no list for an encoder alone, nor without encoders', async () => {
  const screen = await renderPart(
    <>
      <Form begins={encoder('first')} />
      <Form begins={LOG_MEL} installed={[]} />
    </>,
  );
  await expect.element(screen.getByText('encoder: encoder:first')).toBeVisible();
  await expect.element(screen.getByRole('combobox')).not.toBeInTheDocument();
});
