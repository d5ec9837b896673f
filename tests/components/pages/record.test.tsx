import { MemoryRouter } from 'react-router';
import { expect, test, vi } from 'vitest';
import type { PageLaboratory } from '#renderer/client/port.ts';
import { sampleLaboratory } from '#renderer/gallery/sample-laboratory.ts';
import { sampleWav } from '#renderer/gallery/sample-sound.ts';
import { NewCorpusForm } from '#renderer/pages/record/sheet-form.tsx';
import { SpeakerList } from '#renderer/pages/record/speaker-list.tsx';
import { TakesPanel } from '#renderer/pages/record/takes-panel.tsx';
import type { Session } from '#renderer/pages/record/use-session.ts';
import { LABEL_SETS } from '#shared/label-sets.ts';
import type { OwnCorpus } from '#shared/own-corpora.ts';
import { graveFindings } from '../grave-findings.ts';
import { renderPart } from '../render-part.tsx';

/** The sample laboratory with label sets, which records the commands that it gets. */
function laboratory(): { commands: [string, unknown][]; port: PageLaboratory } {
  const commands: [string, unknown][] = [];
  const port: PageLaboratory = {
    ...sampleLaboratory,
    invoke: async (name, input, options) => {
      if (name === 'labelSets.list')
        return Object.values(LABEL_SETS).map((set) => ({ set, about: null, shipped: true })) as never;
      if (name === 'library.list') return [] as never;
      if (!name.startsWith('ownCorpora.')) return sampleLaboratory.invoke(name, input, options);
      commands.push([name, input]);
      return {} as never;
    },
  };
  return { commands, port };
}

const CORPUS: OwnCorpus = {
  version: 1,
  name: 'Lab',
  createdAt: '2026-11-29T20:00:00.000Z',
  seed: 1,
  folder: '/laboratory/own-corpora/Lab',
  prompts: { emotions: ['happy', 'sad'], sentences: ['One.'], repetitions: 2, order: 'fixed' },
  statement: 'I agree.',
  speakers: [
    {
      ...{ code: 'p01', sex: 'female', ageGroup: '20–29', language: 'English', clips: 3, trashed: 0 },
      consent: { statement: 'I agree.', givenBy: 'Anna', givenAt: '2026-11-29T20:00:00.000Z' },
    },
    { code: 'p02', sex: null, ageGroup: '', language: '', clips: 0, trashed: 2, consent: null },
  ],
};

test('the sheet says what is missing, and is given when it is complete', async () => {
  const saved = vi.fn(async () => undefined);
  const { port } = laboratory();
  const screen = await renderPart(
    <NewCorpusForm statement="I agree." saving={false} failure={null} onSave={saved} />,
    port,
  );
  await screen.getByRole('button', { name: 'Create' }).click();
  await expect.element(screen.getByText('Give the corpus a name.')).toBeVisible();
  await expect.element(screen.getByText('Write at least one sentence.')).toBeVisible();
  expect(saved).not.toHaveBeenCalled();
  expect(await graveFindings(screen)).toEqual([]);

  const name = screen.getByLabelText('Name of the corpus');
  await name.fill('../x');
  await expect.element(screen.getByText('Use letters, digits, spaces, “-” and “_”.')).toBeVisible();
  await name.fill(' Lab ');
  const file = new File(['id,text\n1,"One, two."\n2,Three.\n'], 'list.csv', { type: 'text/csv' });
  await screen.getByLabelText('File with sentences').upload(file);
  await expect.element(screen.getByLabelText('Sentences', { exact: true })).toHaveValue('One, two.\nThree.');
  await expect
    .element(screen.getByText('7 emotions × 2 sentences × 2 repetitions = 28 clips of each speaker'))
    .toBeVisible();
  await screen.getByRole('button', { name: 'Create' }).click();
  expect(saved).toHaveBeenCalledWith({
    name: 'Lab',
    prompts: {
      emotions: LABEL_SETS.seven.emotions.map((emotion) => emotion.name),
      sentences: ['One, two.', 'Three.'],
      repetitions: 2,
      order: 'random',
    },
    statement: 'I agree.',
  });
});

test('without consent a speaker cannot be recorded, and consent needs a name and an answer', async () => {
  const { commands, port } = laboratory();
  const screen = await renderPart(
    <MemoryRouter>
      <SpeakerList corpus={CORPUS} />
    </MemoryRouter>,
    port,
  );
  expect(
    screen
      .getByRole('link')
      .elements()
      .map((link) => link.getAttribute('aria-label')),
  ).toEqual(['Record p01']);
  await expect.element(screen.getByText('3 of 4')).toBeVisible();
  await expect.element(screen.getByText('Withdrawn, 2 clips in the trash')).toBeVisible();
  expect(await graveFindings(screen)).toEqual([]);

  await screen.getByRole('button', { name: 'Consent of p02 …' }).click();
  const save = screen.getByRole('button', { name: 'Save the consent' });
  await screen.getByLabelText(/^This person has read/).click();
  await expect.element(save).toBeDisabled();
  await screen.getByLabelText(/^Name of the person/).fill('  ');
  await expect.element(save).toBeDisabled();
  await screen.getByLabelText(/^Name of the person/).fill(' Ben ');
  await save.click();
  await expect
    .poll(() => commands)
    .toEqual([['ownCorpora.giveConsent', { name: 'Lab', speaker: 'p02', givenBy: 'Ben' }]]);
});

test('a take that could not be saved can be saved again', async () => {
  const saveAgain = vi.fn();
  const session = {
    takes: [],
    last: null,
    failure: { code: 'disk-full', message: 'The disk is full.' },
    unsaved: { name: 'Recording', wav: sampleWav(), durationSeconds: 1 },
    saveAgain,
    discard: () => undefined,
    clear: () => undefined,
  } as unknown as Session;
  const screen = await renderPart(<TakesPanel session={session} player={null} />);
  await expect.element(screen.getByText('The disk is full.')).toBeVisible();
  await screen.getByRole('button', { name: 'Save again' }).click();
  expect(saveAgain).toHaveBeenCalledOnce();
  await expect.element(screen.getByRole('button', { name: 'Download the take' })).toBeVisible();
  expect(await graveFindings(screen)).toEqual([]);
});

test('the warnings of the last take are shown, and another take can be chosen', async () => {
  const use = vi.fn();
  const prompt = { sentence: 0, emotion: 0, repetition: 1 };
  const takes = [1, 2].map((take) => ({ ...prompt, take, used: take === 2, path: `/x_t${take}.wav` }));
  const saved = { ...takes[1], durationSeconds: 1, warnings: ['quiet' as const] };
  const session = {
    takes,
    last: { saved, wav: sampleWav() },
    failure: null,
    unsaved: null,
    use,
    clear: () => undefined,
  } as unknown as Session;
  const screen = await renderPart(<TakesPanel session={session} player={null} />);
  await expect.element(screen.getByText(/^Too quiet\./)).toBeVisible();
  await expect.element(screen.getByRole('radio', { name: 'Take 2' })).toBeChecked();
  await screen.getByRole('radio', { name: 'Take 1' }).click();
  expect(use).toHaveBeenCalledWith(1);
  expect(await graveFindings(screen)).toEqual([]);
});
