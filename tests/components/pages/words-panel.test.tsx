import { MemoryRouter } from 'react-router';
import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { PageLaboratory } from '#renderer/client/port.ts';
import { sampleLaboratory } from '#renderer/gallery/sample-laboratory.ts';
import { SAMPLE_WORDS } from '#renderer/gallery/sample-words.ts';
import { WordsPanel } from '#renderer/pages/settings/words-panel.tsx';
import { graveFindings } from '../grave-findings.ts';
import { renderPart } from '../render-part.tsx';

/** Answers with sample words, and notes what the page asks for. */
function playedPort() {
  const asked: [string, unknown][] = [];
  const port: PageLaboratory = {
    ...sampleLaboratory,
    invoke: async (name, input) => {
      if (name === 'words.list') return SAMPLE_WORDS as never;
      if (name === 'library.list')
        return [
          { folder: '/a', there: true, otherWords: true },
          { folder: '/gone', there: false, otherWords: true },
          { folder: '/b', there: true, otherWords: false },
        ] as never;
      asked.push([name, input]);
      if (name === 'words.remove')
        return (input as { words: string[] }).words.map((word) => ({ word, label: 'angry' })) as never;
      if (name === 'words.import')
        return {
          ...{ added: 2, changed: 0, unchanged: 1 },
          keptBack: [{ line: 4, word: 'joy', why: 'conflict', reason: 'Here the word means amused.' }],
        } as never;
      return { added: 1, changed: 0, unchanged: 0 } as never;
    },
  };
  return { port, asked };
}

test('words are added, changed, removed and restored, and corpora are scanned again', async () => {
  const { port, asked } = playedPort();
  const screen = await renderPart(
    <MemoryRouter>
      <WordsPanel />
    </MemoryRouter>,
    port,
  );
  const own = screen.getByRole('grid', { name: 'Your words' });
  // What a word means otherwise is said beside it.
  await expect.element(own.getByText('overrides happy (English)'), { timeout: 15_000 }).toBeVisible();
  await expect.element(own.getByText('sad (German)', { exact: true })).toBeVisible();
  expect(await graveFindings(screen)).toEqual([]);

  const word = screen.getByLabelText('Word', { exact: true });
  const label = screen.getByRole('combobox', { name: 'Label', exact: true });
  const save = screen.getByRole('button', { name: 'Save word' });
  await save.click();
  await expect.element(screen.getByText('A label is missing.')).toBeVisible();
  await expect.element(screen.getByText('A word is empty.')).toBeVisible();
  await word.fill('17');
  await label.fill('sad');
  await save.click();
  await expect.element(screen.getByText('A word needs letters.')).toBeVisible();
  expect(asked).toEqual([]);
  await word.fill('  Zornig  gut ');
  await label.fill('(skipped)');
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => asked).toEqual([['words.save', { words: [{ word: 'Zornig gut', label: null }] }]]);
  await expect.element(word).toHaveValue('');

  // A word of the program begins a change.
  asked.length = 0;
  const shipped = screen.getByRole('grid', { name: 'Words of the program' });
  await shipped.getByText('Langeweile').dblClick();
  await expect.element(word).toHaveValue('Langeweile');
  await expect.element(label).toHaveValue('boredom');

  await own.getByText('krass').click();
  await userEvent.keyboard('{Delete}');
  await expect.poll(() => asked).toEqual([['words.remove', { words: ['krass'] }]]);
  await screen.getByRole('button', { name: 'Undo' }).click();
  await expect
    .poll(() => asked.slice(1))
    .toEqual([['words.save', { words: [{ word: 'krass', label: 'angry' }] }]]);

  asked.length = 0;
  await expect.element(screen.getByText(/1 added folder was scanned with other words/)).toBeVisible();
  await screen.getByRole('button', { name: 'Scan again' }).click();
  await expect.poll(() => asked).toEqual([['library.add', { folders: ['/a'] }]]);
});

test('lines of a file that were not used are shown, and can replace words here', async () => {
  const { port, asked } = playedPort();
  const screen = await renderPart(<WordsPanel />, port);
  const file = new File(['word,label\r\njoy,happy\r\n'], 'words.csv', { type: 'text/csv' });
  await screen.getByLabelText('Words file').upload(file);
  await expect.element(screen.getByText(/Here the word means amused/)).toBeVisible();
  await screen.getByRole('button', { name: 'Use the labels of the file' }).click();
  await expect
    .poll(() => asked.map(([name, input]) => [name, (input as { overwrite: boolean }).overwrite]))
    .toEqual([
      ['words.import', false],
      ['words.import', true],
    ]);
});
