import { expect, test } from 'vitest';
import { sampleLaboratory } from '#renderer/gallery/sample-laboratory.ts';
import { ComputingChoicePanel } from '#renderer/pages/settings/computing-choice-panel.tsx';
import type { Doctor } from '#shared/answers.ts';
import type { ComputingChoice, ComputingStatus } from '#shared/computing.ts';
import { renderPart } from '../render-part.tsx';

const doctor = {
  devices: [
    { kind: 'cpu', name: 'Processor × 8', works: true, reason: null, adapter: null },
    { kind: 'gpu', name: '1: Arc A770 by WebGPU (vulkan)', works: true, reason: null, adapter: 1 },
    { kind: 'gpu', name: '2: Radeon RX 7900 by WebGPU (vulkan)', works: false, reason: null, adapter: 2 },
  ],
} as unknown as Doctor;

/** A laboratory with this status, which records what is chosen. */
function laboratory(status: Omit<ComputingStatus, 'choice'>) {
  const chosen: ComputingChoice[] = [];
  let choice: ComputingChoice = { adapter: null, encoders: 'cpu' };
  const invoke = async (name: string, input: unknown) => {
    if (name === 'computing.choose') {
      choice = input as ComputingChoice;
      chosen.push(choice);
    }
    return { ...status, choice };
  };
  return { chosen, laboratory: { ...sampleLaboratory, invoke: invoke as typeof sampleLaboratory.invoke } };
}

test('a GPU for webgpu and the device of encoders are chosen, each without changing the other', async () => {
  const { chosen, laboratory: asked } = laboratory({
    fixedBy: { adapter: null, encoders: null },
    encoderGpu: 'DirectML',
  });
  const screen = await renderPart(<ComputingChoicePanel doctor={doctor} />, asked);
  const gpu = screen.getByRole('combobox', { name: 'GPU of the webgpu engine' });
  await expect.element(gpu).toHaveValue('The fastest, measured');
  await gpu.click();
  await screen.getByRole('option', { name: /Radeon/ }).click();
  await expect.poll(() => chosen.at(-1)).toEqual({ adapter: 2, encoders: 'cpu' });
  await screen.getByRole('combobox', { name: 'Encoders and ready-made models' }).click();
  await screen.getByRole('option', { name: 'GPU (DirectML)' }).click();
  await expect.poll(() => chosen.at(-1)).toMatchObject({ encoders: 'gpu' });
});

test('what an environment variable decides cannot be changed, and says so', async () => {
  const { laboratory: asked } = laboratory({
    fixedBy: { adapter: 'NEURAL_SER_DEVICE', encoders: null },
    encoderGpu: null,
  });
  const screen = await renderPart(<ComputingChoicePanel doctor={doctor} />, asked);
  await expect.element(screen.getByRole('combobox', { name: 'GPU of the webgpu engine' })).toBeDisabled();
  await expect.element(screen.getByText(/Decided by NEURAL_SER_DEVICE/)).toBeVisible();
  await expect
    .element(screen.getByRole('combobox', { name: 'Encoders and ready-made models' }))
    .toBeDisabled();
  await expect.element(screen.getByText('ONNX Runtime cannot use a GPU on this system.')).toBeVisible();
});
