import { expect, test } from 'vitest';
import { sampleLaboratory } from '#renderer/gallery/sample-laboratory.ts';
import { ResumeButtons } from '#renderer/pages/run/resume-buttons.tsx';
import type { Run } from '#shared/runs.ts';
import { renderPart } from '../render-part.tsx';

const run = {
  id: 'run-1',
  environment: { engine: 'webgpu', device: 'GPU' },
  settings: { storage: 'float32' },
} as Run;
const ENGINES = [
  { name: 'tensorflow', works: false, device: null },
  { name: 'wasm', works: true, device: 'cpu' },
  { name: 'webgpu', works: true, device: 'GPU' },
] as const;

/** A laboratory that says which engines work, and records what it is asked. */
function laboratory(engines: readonly (typeof ENGINES)[number][]) {
  const resumed: unknown[] = [];
  const invoke = async (name: string, input: unknown) => {
    if (name === 'doctor') return { engines };
    resumed.push(input);
    return { id: run.id };
  };
  return { resumed, laboratory: { ...sampleLaboratory, invoke: invoke as typeof sampleLaboratory.invoke } };
}

test('a run is resumed with its engine, or with another one that works here', async () => {
  const { resumed, laboratory: asked } = laboratory(ENGINES);
  const screen = await renderPart(<ResumeButtons run={run} failed={false} />, asked);
  await screen.getByRole('button', { name: 'Resume' }).click();
  await expect.poll(() => resumed).toEqual([{ run: run.id }]);
  await screen.getByRole('button', { name: 'Continue with another engine' }).click();
  await expect.element(screen.getByText(/no single engine then repeats its results/)).toBeVisible();
  expect(screen.getByRole('menuitem').elements()).toHaveLength(1);
  await screen.getByRole('menuitem', { name: 'Resume with WebAssembly (cpu)' }).click();
  await expect.poll(() => resumed).toEqual([{ run: run.id }, { run: run.id, engine: 'wasm' }]);
});

test('without another engine that works, the menu says so', async () => {
  const { laboratory: asked } = laboratory(ENGINES.filter(({ name }) => name !== 'wasm'));
  const screen = await renderPart(<ResumeButtons run={run} failed />, asked);
  await screen.getByRole('button', { name: 'Continue with another engine' }).click();
  await expect
    .element(screen.getByText('No other engine works on this machine.', { exact: false }))
    .toBeVisible();
  await expect.element(screen.getByRole('menuitem')).not.toBeInTheDocument();
});

test('a run with activations in float16 is offered no engine that cannot store them, and says why', async () => {
  const { laboratory: asked } = laboratory(ENGINES);
  const float16 = { ...run, settings: { storage: 'float16' } } as Run;
  const screen = await renderPart(<ResumeButtons run={float16} failed={false} />, asked);
  await screen.getByRole('button', { name: 'Continue with another engine' }).click();
  await expect.element(screen.getByText('Only WebGPU can store activations as float16.')).toBeVisible();
  await expect.element(screen.getByRole('menuitem')).not.toBeInTheDocument();
});
