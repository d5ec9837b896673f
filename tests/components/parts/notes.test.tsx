import { expect, test, vi } from 'vitest';
import { EmptyState } from '#renderer/parts/notes/empty-state.tsx';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { ProgressLine } from '#renderer/parts/notes/progress-line.tsx';
import { RunStatusMark } from '#renderer/parts/notes/run-status.tsx';
import { showUndo } from '#renderer/parts/notes/show-undo.tsx';
import { PageHeader } from '#renderer/parts/page-header.tsx';
import { RUN_STATUSES } from '#shared/runs.ts';
import { graveFindings } from '../grave-findings.ts';
import { renderPart } from '../render-part.tsx';

test('an empty state has a heading, a text and a button', async () => {
  const start = vi.fn<() => void>();
  const screen = await renderPart(
    <EmptyState
      title="No runs yet"
      actions={
        <button type="button" onClick={start}>
          Train
        </button>
      }
    >
      Trained runs appear here.
    </EmptyState>,
  );
  await expect.element(screen.getByRole('heading', { level: 2, name: 'No runs yet' })).toBeVisible();
  await expect.element(screen.getByText('Trained runs appear here.')).toBeVisible();
  await screen.getByRole('button', { name: 'Train' }).click();
  expect(start).toHaveBeenCalledOnce();
});

test('a page header has the page’s title as level 1 heading', async () => {
  const screen = await renderPart(<PageHeader title="Runs" about="3 runs" />);
  await expect.element(screen.getByRole('heading', { level: 1, name: 'Runs' })).toBeVisible();
  await expect.element(screen.getByText('3 runs')).toBeVisible();
});

test('a failure is announced with its text, and can be dismissed if allowed', async () => {
  const onClose = vi.fn<() => void>();
  const failure = { code: 'no-clips', message: 'The folder has no audio files.' };
  const screen = await renderPart(<FailureNote failure={failure} onClose={onClose} />);
  await expect.element(screen.getByRole('alert')).toHaveTextContent('The folder has no audio files.');
  await screen.getByRole('button', { name: 'Dismiss' }).click();
  expect(onClose).toHaveBeenCalledOnce();
  await screen.unmount();

  const fixed = await renderPart(<FailureNote failure={failure} />);
  await expect.element(fixed.getByRole('alert')).toBeVisible();
  await expect.element(fixed.getByRole('button', { name: 'Dismiss' })).not.toBeInTheDocument();
});

test('a program error has a title, a user error has none; no failure shows nothing', async () => {
  const mistake = await renderPart(<FailureNote failure={{ code: 'no-clips', message: 'No files.' }} />);
  const lines = (text: string | null) => text?.replace('No files.', '') ?? '';
  expect(lines(mistake.getByRole('alert').element().textContent)).toBe('');
  await mistake.unmount();
  const defect = await renderPart(<FailureNote failure={{ code: 'internal', message: 'No files.' }} />);
  expect(lines(defect.getByRole('alert').element().textContent)).not.toBe('');
  await defect.unmount();
  const none = await renderPart(<FailureNote failure={null} />);
  await expect.element(none.getByRole('alert')).not.toBeInTheDocument();
});

test('a progress line shows phase, count and share, and cancels', async () => {
  const onCancel = vi.fn<() => void>();
  const screen = await renderPart(
    <ProgressLine
      progress={{ phase: 'scanning', done: 3000, total: 12_000 }}
      label="Scan"
      onCancel={onCancel}
    />,
  );
  await expect.element(screen.getByText('Scanning 3,000 of 12,000')).toBeVisible();
  await expect
    .element(screen.getByRole('progressbar', { name: 'Scan' }))
    .toHaveAttribute('aria-valuenow', '25');
  await screen.getByRole('button', { name: 'Cancel' }).click();
  expect(onCancel).toHaveBeenCalledOnce();
});

test('a progress line keeps its height', async () => {
  const heights: number[] = [];
  for (const progress of [
    null,
    { phase: 'scanning', done: 5, total: null },
    { phase: 'a', done: 1, total: 2 },
  ]) {
    const screen = await renderPart(<ProgressLine progress={progress} label="Scan" />);
    heights.push(screen.container.querySelector('main')?.getBoundingClientRect().height ?? 0);
    await screen.unmount();
  }
  expect(heights).toEqual([36, 36, 36]);
});

test('each run status has a label, an icon of its own and an explanation', async () => {
  const screen = await renderPart(
    RUN_STATUSES.map((status) => <RunStatusMark key={status} status={status} />),
  );
  for (const status of RUN_STATUSES) {
    const mark = screen.getByText(status === 'waiting' ? 'queued' : status);
    await expect.element(mark).toBeVisible();
    expect(mark.element().getAttribute('title')).toMatch(/\w+ \w+/);
  }
  const icons = [...screen.container.querySelectorAll('svg')].map(({ innerHTML }) => innerHTML);
  expect(new Set(icons).size).toBe(RUN_STATUSES.length);
});

test('undo calls the function once and closes the notification', async () => {
  const undo = vi.fn<() => void>();
  const screen = await renderPart(null);
  showUndo('Moved “first try” to the trash.', undo);
  await expect.element(screen.getByText('Moved “first try” to the trash.')).toBeVisible();
  expect(await graveFindings(screen)).toEqual([]);
  await screen.getByRole('button', { name: 'Undo' }).click();
  expect(undo).toHaveBeenCalledOnce();
  await expect.element(screen.getByText('Moved “first try” to the trash.')).not.toBeInTheDocument();
});

test('the undo notification can be dismissed without undoing', async () => {
  const undo = vi.fn<() => void>();
  const screen = await renderPart(null);
  showUndo('Moved “second try” to the trash.', undo);
  await screen.getByRole('button', { name: 'Dismiss' }).click();
  await expect.element(screen.getByText('Moved “second try” to the trash.')).not.toBeInTheDocument();
  expect(undo).not.toHaveBeenCalled();
});
