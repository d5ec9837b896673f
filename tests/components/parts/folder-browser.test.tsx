import { useState } from 'react';
import { expect, test, vi } from 'vitest';
import { sampleLaboratory } from '#renderer/gallery/sample-laboratory.ts';
import { FolderBrowser } from '#renderer/parts/fields/folder-browser.tsx';
import { UserError } from '#shared/failure.ts';
import { graveFindings } from '../grave-findings.ts';
import { renderPart } from '../render-part.tsx';

function Browser({ onFolder }: { onFolder?: (folder: string) => void }) {
  const [folder, setFolder] = useState<string | null>(null);
  const goTo = (next: string) => {
    setFolder(next);
    onFolder?.(next);
  };
  return <FolderBrowser folder={folder} onFolder={goTo} />;
}

test('opens a folder, a parent from the path, and a shortcut', async () => {
  const onFolder = vi.fn<(folder: string) => void>();
  const screen = await renderPart(<Browser onFolder={onFolder} />);
  await screen.getByRole('listitem').getByRole('button', { name: 'data' }).click();
  expect(onFolder).toHaveBeenLastCalledWith('/home/sample/data');
  await screen.getByRole('listitem').getByRole('button', { name: 'RAVDESS' }).click();
  await screen.getByRole('button', { name: 'Actor_24' }).click();
  expect(onFolder).toHaveBeenLastCalledWith('/home/sample/data/RAVDESS/Actor_24');
  await expect.element(screen.getByText(/^60 audio files/)).toBeVisible();
  await screen.getByRole('navigation').getByRole('button', { name: 'data' }).click();
  expect(onFolder).toHaveBeenLastCalledWith('/home/sample/data');
  await expect.element(screen.getByRole('button', { name: /unusually long name/ })).toBeVisible();
  await screen.getByRole('button', { name: 'Home' }).click();
  expect(onFolder).toHaveBeenLastCalledWith('/home/sample');
});

test('the parent folder is the first entry, except at the top', async () => {
  const onFolder = vi.fn<(folder: string) => void>();
  const screen = await renderPart(<Browser onFolder={onFolder} />);
  await expect.element(screen.getByRole('button', { name: 'papers' })).toBeVisible();
  expect(screen.getByRole('listitem').elements()).toHaveLength(3);
  await screen.getByRole('listitem').getByRole('button', { name: 'data' }).click();
  await expect.poll(() => screen.getByRole('listitem').elements().length).toBe(4);
  await screen.getByRole('listitem').getByRole('button', { name: 'Up one level' }).click();
  expect(onFolder).toHaveBeenLastCalledWith('/home/sample');
});

test('says that a folder is empty', async () => {
  const screen = await renderPart(<Browser />);
  await screen.getByRole('button', { name: 'empty' }).click();
  await expect.element(screen.getByText('No folders and no audio files are in this folder.')).toBeVisible();
});

test('shows why a folder cannot be read, and keeps the shortcuts', async () => {
  const screen = await renderPart(<Browser />, {
    ...sampleLaboratory,
    invoke: async (name, input, options) => {
      if (JSON.stringify(input).includes('papers')) throw new UserError('unreadable', 'You may not read it.');
      return sampleLaboratory.invoke(name, input, options);
    },
  });
  await screen.getByRole('button', { name: 'papers' }).click();
  await expect.element(screen.getByRole('alert')).toHaveTextContent('You may not read it.');
  expect(await graveFindings(screen)).toEqual([]);
  await screen.getByRole('button', { name: 'Home' }).click();
  await expect.element(screen.getByRole('button', { name: 'papers' })).toBeVisible();
});
