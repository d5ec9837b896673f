import { useState } from 'react';
import { expect, test } from 'vitest';
import type { PredictChoice } from '#renderer/pages/predict/model-choice.ts';
import { ModelPanel } from '#renderer/pages/predict/model-panel.tsx';
import type { Model } from '#renderer/pages/predict/use-model.ts';
import { graveFindings } from '../grave-findings.ts';
import { renderPart } from '../render-part.tsx';

const choice = (id: string, title: string): PredictChoice => ({
  id,
  title,
  line: 'compact',
  group: 'Recorded speech',
});
const model = (id: string, hasFinal: boolean): Model => ({
  id,
  title: id,
  synthetic: false,
  durationSeconds: 3,
  emotions: ['happy', 'sad'],
  hasFinal,
  reliability: '',
  ready: 'wasm, cpu',
});

function Panel({ hasFinal, onChoose }: { hasFinal: boolean; onChoose(first: string): void }) {
  const [first, setFirst] = useState('run-a');
  return (
    <ModelPanel
      choices={[choice('run-a', 'Run A'), choice('run-b', 'Run B')]}
      first={first}
      second={null}
      models={[model(first, hasFinal)]}
      failure={null}
      disabled={false}
      onChange={(key) => {
        setFirst(key);
        onChoose(key);
      }}
    />
  );
}

test('the networks of the folds can be chosen in place of the final model, and the run stays', async () => {
  const chosen: string[] = [];
  const screen = await renderPart(<Panel hasFinal onChoose={(key) => chosen.push(key)} />);
  const networks = screen.getByRole('radiogroup', { name: 'Networks of the model' });
  await expect.element(networks.getByRole('radio', { name: 'Final model' })).toBeChecked();
  await networks.getByText('Networks of the folds').click();
  await expect.element(networks.getByRole('radio', { name: 'Networks of the folds' })).toBeChecked();
  await expect.element(screen.getByRole('combobox', { name: 'Model', exact: true })).toHaveValue('Run A');
  await networks.getByText('Final model').click();
  expect(chosen).toEqual(['run-a~folds', 'run-a']);
  expect(await graveFindings(screen)).toEqual([]);
});

test('a run without a final model has no such choice', async () => {
  const screen = await renderPart(<Panel hasFinal={false} onChoose={() => undefined} />);
  await expect.element(screen.getByText('Ready on wasm, cpu.')).toBeVisible();
  await expect.element(screen.getByRole('radiogroup')).not.toBeInTheDocument();
});
