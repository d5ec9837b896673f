import { expect, test } from 'vitest';
import { HowSure } from '#renderer/pages/run/report/how-sure.tsx';
import type { Calibration } from '#shared/calibration.ts';
import { runOf } from '../../unit/cli/terminal/sample-metrics.ts';
import { graveFindings } from '../grave-findings.ts';
import { renderPart } from '../render-part.tsx';

const CALIBRATION: Calibration = {
  eceBefore: 0.1834,
  eceAfter: 0.0412,
  fittedOn: 'validation',
  testSpeakers: null,
  missing: null,
  bins: [
    {
      ...{ from: 6 / 15, to: 7 / 15, clips: 12, confidence: 0.44, accuracy: 0.5 },
      accuracyInterval: [0.25, 0.75],
    },
    {
      ...{ from: 10 / 15, to: 11 / 15, clips: 1250, confidence: 0.704, accuracy: 0.62 },
      accuracyInterval: [0.59, 0.65],
    },
  ],
};

test('the section says in a sentence, a diagram and a table how often the model is right', async () => {
  const screen = await renderPart(<HowSure run={runOf()} calibration={CALIBRATION} />);
  await expect.element(screen.getByRole('heading', { name: 'How sure' })).toBeVisible();
  await expect
    .element(screen.getByText('When the model is about 70 % sure, it is right in 62 of 100 cases.'))
    .toBeVisible();
  await expect
    .element(screen.getByText(/18\.3 % before temperature scaling, 4\.1 % after it\./))
    .toBeVisible();
  const table = screen.getByRole('table', { name: 'How often the model is right, by how sure it is' });
  const row = table.getByRole('row').nth(2);
  await expect
    .poll(() => row.element().textContent)
    .toMatch(/66\.7–73\.3.*1,250.*70\.4.*62\.0 \[59\.0–65\.0\]/);
  const diagram = screen.getByRole('img', { name: /^How often the model is right/ });
  const dots = () => diagram.element().querySelectorAll('.points path').length;
  await expect.poll(dots, { timeout: 15_000 }).toBe(2);
  expect(await graveFindings(screen)).toEqual([]);
});

test('a run of an earlier version has the error before scaling only, and says why', async () => {
  const old: Calibration = { ...CALIBRATION, eceAfter: null, fittedOn: null, missing: 'earlier-version' };
  const screen = await renderPart(<HowSure run={runOf()} calibration={old} />);
  await expect
    .element(screen.getByText(/^Expected calibration error: 18\.3 %\. No value after/))
    .toBeVisible();
  await expect.element(screen.getByText(/after it\./)).not.toBeInTheDocument();
});
