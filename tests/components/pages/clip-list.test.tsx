import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { beforeEach, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { PageLaboratory } from '#renderer/client/port.ts';
import { sampleLaboratory } from '#renderer/gallery/sample-laboratory.ts';
import { ClipList } from '#renderer/pages/corpora/corrections/clip-list.tsx';
import { listedClips } from '#renderer/pages/corpora/corrections/corrected-clips.ts';
import { CorrectionBar } from '#renderer/pages/corpora/corrections/correction-bar.tsx';
import {
  type CorrectionChange,
  correctionKey,
  type ListedCorrection,
  NO_CORRECTION,
} from '#shared/corrections.ts';
import type { ClipRow } from '#shared/library.ts';
import { graveFindings } from '../grave-findings.ts';
import { renderPart } from '../render-part.tsx';

const clip = (number: number): ClipRow => ({
  ...{
    path: `/c/Actor_01/clip-${String(number).padStart(5, '0')}.wav`,
    corpus: 'RAVDESS',
    layout: 'ravdess',
  },
  ...{ speaker: 'RAVDESS/01', sex: 'female', sentence: null, intensity: null, group: null, code: '01' },
  ...{ emotion: number % 2 === 0 ? 'neutral' : 'sad', sampleRateHz: 48_000, channels: 1 },
  ...{ durationSeconds: 1, levelDbfs: -20, synthetic: false, warning: null },
  fingerprint: number.toString(16).padStart(64, '0'),
});
const clipsOf = (number: number) => Array.from({ length: number }, (_, index) => clip(index));

beforeEach(() => notifications.clean());

interface Sent {
  clips: string[];
  change: CorrectionChange;
}

/** The list with corrections in the memory of this page, which answer as the laboratory does. */
function Corrected({ clips, sent, undone }: { clips: readonly ClipRow[]; sent: Sent[]; undone: number[] }) {
  const [corrections, setCorrections] = useState<ListedCorrection[]>([]);
  state.set = ({ clips: keys, change }) => {
    sent.push({ clips: keys, change });
    setCorrections((before) => {
      const byKey = new Map(before.map((one) => [correctionKey(one), one]));
      for (const key of keys) {
        const old = byKey.get(key);
        const [fingerprint, own] = key.split(' ');
        const now = {
          ...NO_CORRECTION,
          ...old,
          fingerprint,
          own,
          ...change,
          path: '',
          corpus: '',
          changedAt: '',
        };
        byKey.set(key, { ...now, state: 'applies' });
      }
      return [...byKey.values()];
    });
  };
  state.undone = undone;
  return (
    <div style={{ height: 560 }}>
      <ClipList clips={listedClips(clips, corrections)} corrections={corrections} start={null} />
    </div>
  );
}
const state: { set: (sent: Sent) => void; undone: number[] } = { set: () => undefined, undone: [] };
let changes = 0;
const laboratory = {
  ...sampleLaboratory,
  invoke: async (name: string, input: unknown) => {
    if (name === 'corrections.set') {
      const { clips, change } = input as Sent;
      state.set({ clips, change });
      return { change: ++changes, changed: clips.length };
    }
    if (name === 'corrections.undo') {
      const { change } = input as { change: number };
      state.undone.push(change);
      return { restored: 1, kept: ['/c/other.wav'] };
    }
    throw new Error(`unexpected request ${name}`);
  },
} as unknown as PageLaboratory;

test('12,000 clips are selected, marked and unmarked, and the table stays short', async () => {
  const sent: Sent[] = [];
  const screen = await renderPart(<Corrected clips={clipsOf(12_000)} sent={sent} undone={[]} />, laboratory);
  const grid = screen.getByRole('grid', { name: 'Clips' });
  (grid.element() as HTMLElement).focus();
  await userEvent.keyboard('{Control>}a{/Control}');
  await expect.element(screen.getByText('12,000 selected')).toBeVisible();
  await userEvent.keyboard('m');
  await expect.poll(() => sent.length).toBe(1);
  expect(sent[0].clips).toHaveLength(12_000);
  expect(sent[0].change).toEqual({ marked: true });
  await expect.element(screen.getByText('12,000 clips marked.')).toBeVisible();
  await expect.element(screen.getByRole('button', { name: 'Remove mark' })).toBeVisible();
  expect(grid.element().querySelectorAll('[role=row]').length).toBeLessThan(60);
});

test('the bar asks for emotion and reason, undoes, and has no grave findings in both themes', async () => {
  const sent: Sent[] = [];
  const undone: number[] = [];
  const screen = await renderPart(<Corrected clips={clipsOf(40)} sent={sent} undone={undone} />, laboratory);
  const grid = screen.getByRole('grid', { name: 'Clips' });
  await grid.getByRole('checkbox', { name: 'Select row 1', exact: true }).click();
  await grid.getByRole('checkbox', { name: 'Select row 2', exact: true }).click();
  const bar = screen.getByRole('region', { name: 'Selection' });
  await expect.element(bar.getByRole('button', { name: 'Back to the corpus’s label' })).toBeDisabled();
  await bar.getByRole('button', { name: 'Change emotion …' }).click();
  const dialog = screen.getByRole('dialog', { name: 'Change emotion' });
  await dialog.getByRole('textbox', { name: 'Another emotion' }).fill('<b>');
  await dialog.getByRole('button', { name: 'Change', exact: true }).click();
  await expect
    .element(dialog.getByText('Use letters, digits, spaces and hyphens, at most 40.'))
    .toBeVisible();
  await dialog.getByRole('textbox', { name: 'Another emotion' }).fill('Boredom');
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => sent.at(-1)?.change).toEqual({ label: 'boredom' });
  await expect.element(grid.getByText(', was neutral')).toBeVisible();
  await expect.element(bar.getByRole('button', { name: 'Back to the corpus’s label' })).toBeEnabled();

  await bar.getByRole('button', { name: 'Exclude …' }).click();
  await screen.getByRole('textbox', { name: 'Reason' }).fill('noise');
  await screen.getByRole('button', { name: 'Exclude', exact: true }).click();
  await expect.poll(() => sent.at(-1)?.change).toEqual({ excluded: true, note: 'noise' });
  await expect.element(bar.getByRole('button', { name: 'Include again' })).toBeVisible();
  expect(await graveFindings(screen)).toEqual([]);

  (grid.element() as HTMLElement).focus();
  await userEvent.keyboard('{Control>}z{/Control}');
  await expect.poll(() => undone).toEqual([changes]);
  await expect
    .element(screen.getByText('1 clip as before. 1 clip was changed since then and stays as it is.'))
    .toBeVisible();
  await userEvent.keyboard('{Control>}z{/Control}{Control>}z{/Control}');
  await expect.element(screen.getByText('Nothing to undo on this page.')).toBeVisible();
});

test('the bar says what it does with clips that differ', async () => {
  const marked = { ...clip(1), correction: { ...NO_CORRECTION, marked: true } };
  const nothing = () => undefined;
  const on = {
    onRelabel: nothing,
    onExclude: nothing,
    onMark: nothing,
    onOwnLabel: nothing,
    onClear: nothing,
  };
  const screen = await renderPart(<CorrectionBar clips={[marked, clip(2)]} {...on} />);
  await expect.element(screen.getByRole('button', { name: 'Mark', exact: true })).toBeVisible();
  await expect.element(screen.getByTitle('Skip in all new runs (E)')).toBeVisible();
});
