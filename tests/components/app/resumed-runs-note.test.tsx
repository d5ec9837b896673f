import { MemoryRouter } from 'react-router';
import { expect, test } from 'vitest';
import { ResumedRunsNote } from '#renderer/app/resumed-runs-note.tsx';
import { sampleLaboratory } from '#renderer/gallery/sample-laboratory.ts';
import { UserError } from '#shared/failure.ts';
import { graveFindings } from '../grave-findings.ts';
import { renderPart } from '../render-part.tsx';

const NAMES = ['first', 'second', 'third', 'fourth', 'fifth'];

/** The note of a laboratory that has resumed these runs, of which `queue` are not finished. */
async function noteOf(resumed: readonly string[], queue: readonly string[], refused?: UserError) {
  const stopped: string[] = [];
  const invoke = async (name: string, input: { run?: string }) => {
    if (name === 'runs.resumed') return resumed.map((id) => ({ id, name: `Run ${id}` }));
    if (name === 'runs.queue') return queue;
    expect(name).toBe('runs.stop');
    stopped.push(input.run!);
    if (refused) throw refused;
    return {};
  };
  const laboratory = { ...sampleLaboratory, invoke: invoke as typeof sampleLaboratory.invoke };
  const screen = await renderPart(
    <MemoryRouter>
      <ResumedRunsNote />
      <p>the page</p>
    </MemoryRouter>,
    laboratory,
  );
  await expect.element(screen.getByText('the page')).toBeVisible();
  return { screen, stopped };
}

test('names the run that continues, leads to it, and stops it', async () => {
  const { screen, stopped } = await noteOf(['first'], ['other', 'first']);
  const note = screen.getByRole('status');
  await expect.element(note.getByText('A run continues', { exact: true })).toBeVisible();
  expect(note.element().textContent).toContain('closed before it was finished: Run first.');
  await expect
    .element(screen.getByRole('link', { name: 'Run first' }))
    .toHaveAttribute('href', '/runs/first');
  expect(await graveFindings(screen)).toEqual([]);
  await screen.getByRole('button', { name: 'Stop it' }).click();
  await expect.poll(() => stopped).toEqual(['first']);
});

test('counts several, without those that have ended, and stops them from the last', async () => {
  const { screen, stopped } = await noteOf(NAMES, ['first', 'third', 'fourth', 'fifth', 'other']);
  const note = screen.getByRole('status');
  await expect.element(note.getByText('4 runs continue', { exact: true })).toBeVisible();
  const names = 'before they were finished: Run first, Run third, Run fourth and 1 other.';
  expect(note.element().textContent).toContain(names);
  await screen.getByRole('button', { name: 'Stop them' }).click();
  await expect.poll(() => stopped).toEqual(['fifth', 'fourth', 'third', 'first']);
});

test('says why a run cannot be stopped, and can be dismissed', async () => {
  const refused = new UserError('log-busy', 'Another program has locked the log.');
  const { screen } = await noteOf(['first'], ['first'], refused);
  await screen.getByRole('button', { name: 'Stop it' }).click();
  await expect.element(screen.getByText('Another program has locked the log.')).toBeVisible();
  await screen.getByRole('button', { name: 'Dismiss', exact: true }).first().click();
  await expect.element(screen.getByRole('status')).not.toBeInTheDocument();
});

test('says nothing where no resumed run is left', async () => {
  const { screen } = await noteOf(NAMES, ['other']);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await expect.element(screen.getByText(/continue/)).not.toBeInTheDocument();
});
