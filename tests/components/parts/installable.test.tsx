import { ModalsProvider } from '@mantine/modals';
import { expect, test } from 'vitest';
import type { PageLaboratory } from '#renderer/client/port.ts';
import { sample as card } from '#renderer/gallery/installable-card.sample.tsx';
import { sample as offered } from '#renderer/gallery/offered-model.sample.tsx';
import { sampleLaboratory } from '#renderer/gallery/sample-laboratory.ts';
import { DimensionsView } from '#renderer/pages/predict/dimensions-view.tsx';
import { renderPart } from '../render-part.tsx';

/** The sample laboratory, which notes the commands that it gets. */
function notingLaboratory(): { laboratory: PageLaboratory; asked: [string, unknown][] } {
  const asked: [string, unknown][] = [];
  const invoke: PageLaboratory['invoke'] = (name, input, options) => {
    if (name !== 'readyMade.list') asked.push([name, input]);
    return sampleLaboratory.invoke(name, input, options);
  };
  return { laboratory: { ...sampleLaboratory, invoke }, asked };
}

test('a download starts only after consent, with the licence accepted', async () => {
  const { laboratory, asked } = notingLaboratory();
  const Offered = offered.Offered;
  const screen = await renderPart(<Offered />, laboratory);
  await screen.getByRole('button', { name: /Download a ready-made model \(66 MB\)/ }).click();
  const dialog = screen.getByRole('dialog');
  await expect.element(dialog.getByText(/example.org/).first()).toBeVisible();
  await expect.element(dialog.getByText(/has not been verified/).first()).toBeVisible();
  const download = dialog.getByRole('button', { name: 'Download', exact: true });
  await expect.element(download).toBeDisabled();
  expect(asked).toEqual([]);
  await dialog.getByRole('checkbox', { name: /CC BY-NC 4.0/ }).click();
  await download.click();
  expect(asked).toEqual([['readyMade.download', { name: 'sample-model', acceptLicence: true }]]);
});

test('a model is removed only after a question, and says what this means', async () => {
  const { laboratory, asked } = notingLaboratory();
  const Installed = card.Installed;
  const screen = await renderPart(
    <ModalsProvider>
      <Installed />
    </ModalsProvider>,
    laboratory,
  );
  await expect.element(screen.getByText('Installed')).toBeVisible();
  await screen.getByRole('button', { name: 'Remove …' }).click();
  await expect
    .element(
      screen
        .getByRole('dialog')
        .getByText(/cannot predict until you add it again/)
        .first(),
    )
    .toBeVisible();
  expect(asked).toEqual([]);
  await screen.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
  expect(asked).toEqual([['readyMade.remove', { name: 'sample-model' }]]);
});

test('a model of the user has no files of a catalogue to replace', async () => {
  const OfTheUser = card['Of the user'];
  const screen = await renderPart(<OfTheUser />);
  await expect.element(screen.getByRole('button', { name: 'Remove …' })).toBeVisible();
  expect(screen.getByRole('button', { name: /files …$/ }).elements()).toHaveLength(0);
});

test('dimensions are shown as values, and no emotion', async () => {
  const measured = { path: '', dimensions: { arousal: 0.61, valence: 1.2 }, milliseconds: 40 };
  const screen = await renderPart(
    <DimensionsView measured={measured} name="Sample" named={false} model={null} />,
  );
  await expect.element(screen.getByRole('progressbar', { name: 'arousal 0.61' })).toBeVisible();
  await expect.element(screen.getByText('1.20')).toBeVisible();
  await expect.element(screen.getByText(/gives no emotions/)).toBeVisible();
});
