import { expect, test } from 'vitest';
import { CorpusSources } from '#renderer/pages/corpora/corpus-sources.tsx';
import { graveFindings } from '../grave-findings.ts';
import { renderPart } from '../render-part.tsx';

const corpus = (layout: 'emo-db' | 'tess' | 'msp-podcast' | 'folders', synthetic = false) => ({
  layout,
  synthetic,
});

test('the licence and the citation of each published corpus, once', async () => {
  const screen = await renderPart(
    <CorpusSources corpora={[corpus('emo-db'), corpus('tess'), corpus('emo-db'), corpus('folders')]} />,
  );
  await screen.getByRole('button', { name: 'Licence and citation' }).click();
  const text = screen.getByRole('dialog', { name: 'Licence and citation' });
  for (const part of [
    'EMO-DB: Berlin Database of Emotional Speech',
    'German',
    'Licence: CC BY 4.0',
    'Burkhardt F, Paeschke A',
    'http://emodb.bilderbar.info/',
    'TESS: Toronto emotional speech set',
    'Licence: CC BY-NC-ND 4.0.',
  ])
    await expect.poll(() => text.element().textContent).toContain(part);
  expect(screen.getByRole('region', { name: 'EMO-DB' }).elements()).toHaveLength(1);
  expect(await graveFindings(screen)).toEqual([]);
});

test('how a corpus is read differently from its publication', async () => {
  const screen = await renderPart(<CorpusSources corpora={[corpus('msp-podcast')]} />);
  await screen.getByRole('button', { name: 'Licence and citation' }).click();
  const text = screen.getByRole('dialog', { name: 'Licence and citation' });
  await expect.poll(() => text.element().textContent).toContain('later test sets are one');
});

test('nothing for own folders and sample voices', async () => {
  const screen = await renderPart(<CorpusSources corpora={[corpus('folders'), corpus('tess', true)]} />);
  expect(screen.getByRole('button').elements()).toEqual([]);
});
