import { expect, test } from 'vitest';
import { sampleLaboratory } from '#renderer/gallery/sample-laboratory.ts';
import { GroupMetricsPanel } from '#renderer/pages/run/report/group-metrics-panel.tsx';
import { runOf } from '../../unit/cli/terminal/sample-metrics.ts';
import { graveFindings } from '../grave-findings.ts';
import { renderPart } from '../render-part.tsx';

const metrics = { accuracy: 0.5, accuracyInterval: [0.4, 0.6], uar: 0.55, uarInterval: [0.45, 0.62] };
const resampling = { unit: 'speakers', units: 6, draws: 2000 };
const GROUPS = {
  corpus: [{ ...metrics, resampling, name: 'A', clips: 720, speakers: 12 }],
  sex: [
    { ...metrics, resampling, name: 'female', clips: 360, speakers: 6 },
    { ...metrics, resampling, name: 'unknown', clips: 1360, speakers: null },
  ],
  age: [
    { ...metrics, resampling, name: '29 or younger', clips: 300, speakers: 5 },
    { ...metrics, resampling, name: '50 or older', clips: 420, speakers: 7 },
  ],
  speaker: [{ ...metrics, resampling, name: 'A/1', clips: 60, speakers: 1 }],
};

const laboratory: typeof sampleLaboratory = {
  ...sampleLaboratory,
  invoke: async (name, input, options) => {
    if (name === 'runs.groups') return GROUPS[(input as { by: 'sex' }).by] as never;
    if (name !== 'runs.fairness') return sampleLaboratory.invoke(name, input, options);
    return [
      { by: 'sex', groups: [], gap: null, sentence: 'UAR is 7.3 percentage points higher for female.' },
      {
        by: 'age',
        groups: [],
        gap: null,
        sentence: 'UAR is 4.1 percentage points higher for 29 or younger.',
      },
      { by: 'corpus', groups: [], gap: null, sentence: 'All test clips are from A.' },
    ] as never;
  },
};

test('says what the gap between groups means, beside clips, speakers and UAR of each', async () => {
  const screen = await renderPart(<GroupMetricsPanel run={runOf()} />, laboratory);
  await expect.element(screen.getByText('All test clips are from A.')).toBeVisible();
  // The library of plots blocks the page while it is loaded.
  const plot = screen.getByRole('img', { name: /^UAR by corpus/ });
  const dots = () => plot.element().querySelectorAll('.points path').length;
  await expect.poll(dots, { timeout: 15_000 }).toBe(1);
  await screen.getByText('Sex').click();
  await expect.element(screen.getByText('UAR is 7.3 percentage points higher for female.')).toBeVisible();
  const table = screen.getByRole('table', { name: 'Results by sex' });
  await expect.element(table.getByText('Speakers')).toBeVisible();
  await expect
    .poll(() => table.getByRole('row').nth(2).element().textContent)
    .toMatch(/unknown1,360unknown55\.0 %/);
  await screen.getByText('Speaker', { exact: true }).click();
  const speakers = screen.getByRole('table', { name: 'Results by speaker' });
  await expect.element(speakers).toBeVisible();
  expect(speakers.getByText('Speakers').elements()).toEqual([]);
  await expect.poll(() => screen.getByText(/percentage points higher/).elements()).toEqual([]);
  expect(await graveFindings(screen)).toEqual([]);
});

test('shows the results by groups of ages', async () => {
  const screen = await renderPart(<GroupMetricsPanel run={runOf()} />, laboratory);
  await screen.getByText('Age', { exact: true }).click();
  await expect.element(screen.getByText(/points higher for 29 or younger/)).toBeVisible();
  const table = screen.getByRole('table', { name: 'Results by age' });
  await expect.element(table.getByText('50 or older')).toBeVisible();
  await expect.element(table.getByText('Age (years)')).toBeVisible();
});
