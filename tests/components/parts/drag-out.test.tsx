import { afterEach, expect, test, vi } from 'vitest';
import { sampleLaboratory } from '#renderer/gallery/sample-laboratory.ts';
import { sampleWav } from '#renderer/gallery/sample-sound.ts';
import { SavedList } from '#renderer/pages/predict/saved-list.tsx';
import { ShownSound } from '#renderer/pages/predict/shown-sound.tsx';
import { SaveReport } from '#renderer/parts/reports/save-report.tsx';
import { renderPart } from '../render-part.tsx';

const RECORDING = {
  ...{ id: 'a', name: 'Take one', path: '/lab/recordings/a.wav', durationSeconds: 2 },
  ...{ sampleRateHz: 16_000, createdAt: '2026-11-20T10:00:00.000Z' },
};

/** The laboratory with a window around it, whose calls are recorded. */
function withWindow() {
  const drag = vi.fn(async () => undefined);
  const reveal = vi.fn(async () => undefined);
  const desktop = { drag, reveal } as never;
  return { drag, reveal, laboratory: { ...sampleLaboratory, door: 'electron' as const, desktop } };
}

/** Begins to drag an element, as the browser does; gives what another program would get. */
function beginDrag(element: Element) {
  const event = new DragEvent('dragstart', {
    ...{ bubbles: true, cancelable: true },
    dataTransfer: new DataTransfer(),
  });
  element.dispatchEvent(event);
  return { prevented: event.defaultPrevented, address: event.dataTransfer!.getData('DownloadURL') };
}

const list = (
  <SavedList recordings={[RECORDING]} failure={null} onOpen={() => undefined} onRemove={() => undefined} />
);
const shown = (saved: typeof RECORDING | null) => (
  <ShownSound
    shown={
      {
        id: 1,
        name: 'Take: one.mp3',
        sound: { name: 'Take', wav: sampleWav() },
        saved,
        predictions: {},
      } as never
    }
    runs={[]}
    models={[]}
    onRename={() => undefined}
    onSave={null}
    onRemove={() => undefined}
  />
);

afterEach(() => vi.restoreAllMocks());

test('a saved recording is dragged out of the window, and not out of a browser', async () => {
  const { drag, laboratory } = withWindow();
  const screen = await renderPart(list, laboratory);
  const row = screen.getByRole('row', { name: /Take one/ }).element() as HTMLElement;
  expect(row.draggable).toBe(true);
  expect(beginDrag(row).prevented).toBe(true);
  expect(drag).toHaveBeenCalledExactlyOnceWith('/lab/recordings/a.wav');
  await screen.unmount();
  const served = await renderPart(list);
  expect((served.getByRole('row', { name: /Take one/ }).element() as HTMLElement).draggable).toBe(false);
});

test('the shown sound is dragged as its file in the window, and as its content in a browser', async () => {
  const { drag, laboratory } = withWindow();
  const button = { name: /^Download/ };
  const saved = await renderPart(shown(RECORDING), laboratory);
  expect(beginDrag(saved.getByRole('button', button).element()).prevented).toBe(true);
  expect(drag).toHaveBeenCalledExactlyOnceWith('/lab/recordings/a.wav');
  await saved.unmount();
  const unsaved = await renderPart(shown(null), laboratory);
  expect((unsaved.getByRole('button', button).element() as HTMLElement).draggable).toBe(false);
  await unsaved.unmount();
  const served = await renderPart(shown(null));
  const { prevented, address } = beginDrag(served.getByRole('button', button).element());
  expect(prevented).toBe(false);
  const [, type, name, url] = /^([^:]+):([^:]+):(blob:.+)$/.exec(address)!;
  expect([type, name]).toEqual(['audio/wav', 'Take- one.wav']);
  expect(new Uint8Array(await (await fetch(url)).arrayBuffer())).toEqual(sampleWav());
});

test('a kept report can be dragged and shown in its folder', async () => {
  const { drag, reveal, laboratory } = withWindow();
  const screen = await renderPart(<SaveReport items={[['a']]} />, laboratory);
  await screen.getByRole('button', { name: 'Save report' }).click();
  await screen.getByRole('menuitem', { name: /to drag it out/ }).click();
  const chip = screen.getByRole('button', { name: 'report-a.html' });
  await expect.element(chip).toBeVisible();
  expect(beginDrag(chip.element()).prevented).toBe(true);
  expect(drag).toHaveBeenCalledExactlyOnceWith('/lab/reports/report-a.html');
  await chip.click();
  expect(reveal).toHaveBeenCalledExactlyOnceWith('/lab/reports/report-a.html');
});
