import { beforeEach, describe, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { sampleLaboratory } from '#renderer/gallery/sample-laboratory.ts';
import { sampleWav } from '#renderer/gallery/sample-sound.ts';
import { SoundPlayer } from '#renderer/parts/sound/sound-player.tsx';
import type { RequestInput } from '#shared/contract.ts';
import { graveFindings } from '../grave-findings.ts';
import { type RenderedPart, renderPart } from '../render-part.tsx';

const SOUND = { path: '/data/Actor_01/clip-1.wav' };
/** The length of the sample sound. */
const SECONDS = 1.5;

type PictureInput = RequestInput<'sounds.picture'>;

/** A player of the sample sound, and the pictures that it asks for. */
async function open() {
  const pictures: PictureInput[] = [];
  const screen = await renderPart(<SoundPlayer sound={SOUND} />, {
    ...sampleLaboratory,
    invoke: (name, input, options) => {
      if (name === 'sounds.picture') pictures.push(input as PictureInput);
      return sampleLaboratory.invoke(name, input, options);
    },
  });
  const position = screen.getByRole('slider', { name: 'Position in clip-1.wav' });
  await expect.element(position).toHaveAttribute('aria-valuemax', '1.5');
  const shownRange = () => pictures.findLast(({ range }) => range != null)?.range;
  return { screen, position, pictures, shownRange };
}

const readout = (screen: RenderedPart) => screen.container.querySelector('[class*=readout]')!;
const drag = async (element: Element, from: number, to: number, init: PointerEventInit = {}) => {
  const { left, width, top } = element.getBoundingClientRect();
  // The plot is between the margins of the picture.
  const x = (share: number) => left + 52 + share * (width - 60);
  const send = (type: string, share: number, buttons: number) =>
    element.dispatchEvent(
      new PointerEvent(type, {
        bubbles: true,
        pointerId: 1,
        button: 0,
        buttons,
        clientX: x(share),
        clientY: top + 100,
        ...init,
      }),
    );
  (element as HTMLElement).setPointerCapture = () => undefined;
  send('pointerdown', from, 1);
  send('pointermove', (from + to) / 2, 1);
  send('pointermove', to, 1);
  send('pointerup', to, 0);
};

beforeEach(async () => {
  localStorage.clear();
  // A player that is open reads the preferences again, as after a change in another tab.
  const screen = await renderPart(<SoundPlayer sound={SOUND} />);
  window.dispatchEvent(new StorageEvent('storage'));
  await screen.unmount();
});

describe('zoom', () => {
  test('by keys, buttons and the wheel asks for more detail of the shown part', async () => {
    const { screen, position, shownRange } = await open();
    (position.element() as HTMLElement).focus();
    await userEvent.keyboard('{End}++');
    await expect.poll(() => shownRange()?.endSeconds).toBeCloseTo(SECONDS, 6);
    const span = () => shownRange()!.endSeconds - shownRange()!.startSeconds;
    await expect.poll(span).toBeCloseTo(SECONDS / 1.6 ** 2, 6);
    await userEvent.keyboard('{PageUp}');
    await expect.poll(() => shownRange()!.startSeconds).toBeLessThan(SECONDS / 2);
    await userEvent.keyboard('0');
    await expect
      .element(screen.getByRole('button', { name: 'Whole sound' }))
      .toHaveAttribute('aria-disabled');
    await userEvent.keyboard('{Home}');
    await screen.getByRole('button', { name: 'Zoom in' }).click();
    await expect.poll(shownRange).toEqual({ startSeconds: 0, endSeconds: SECONDS / 1.6 });
    const { left, width, top } = position.element().getBoundingClientRect();
    const turned = new WheelEvent('wheel', {
      bubbles: true,
      cancelable: true,
      ctrlKey: true,
      deltaY: -100,
      clientX: left + width - 8,
      clientY: top + 50,
    });
    position.element().dispatchEvent(turned);
    expect(turned.defaultPrevented).toBe(true);
    // The time under the pointer, the end of the view, stays.
    await expect.poll(() => shownRange()!.endSeconds).toBeCloseTo(SECONDS / 1.6, 3);
    await expect.poll(span).toBeCloseTo(SECONDS / 1.6 ** 2, 3);
    position.element().dispatchEvent(new MouseEvent('dblclick', { bubbles: true }));
    await expect.element(screen.getByRole('button', { name: 'Zoom out' })).toHaveAttribute('aria-disabled');
  });

  test('the wheel alone scrolls the page', async () => {
    const { position } = await open();
    const turned = new WheelEvent('wheel', { bubbles: true, cancelable: true, deltaY: 100 });
    position.element().dispatchEvent(turned);
    expect(turned.defaultPrevented).toBe(false);
  });
});

describe('a selection', () => {
  test('is dragged, played to its end, and ended by a click', async () => {
    const { screen, position } = await open();
    await drag(position.element(), 0.2, 0.4);
    await expect.element(screen.getByText('Selected 0.300–0.600 s (0.300 s)')).toBeVisible();
    await screen.getByRole('button', { name: 'Play clip-1.wav' }).click();
    await expect.element(screen.getByRole('button', { name: 'Play again clip-1.wav' })).toBeVisible();
    expect(Number(position.element().getAttribute('aria-valuenow'))).toBeCloseTo(0.6, 2);
    await screen.getByRole('button', { name: 'Zoom to selection' }).click();
    await expect
      .element(screen.getByRole('button', { name: 'Zoom out' }))
      .not.toHaveAttribute('aria-disabled');
    await drag(position.element(), 0.5, 0.5);
    await expect.element(screen.getByText(/^Selected/)).not.toBeInTheDocument();
  });

  test('is made and ended by keys', async () => {
    const { screen, position } = await open();
    (position.element() as HTMLElement).focus();
    await userEvent.keyboard('{Home}{ArrowRight}{ArrowRight}{Shift>}{ArrowRight}{ArrowRight}{/Shift}');
    await expect.element(screen.getByText('Selected 0.100–0.200 s (0.100 s)')).toBeVisible();
    await userEvent.keyboard('{Shift>}{ArrowLeft}{/Shift}');
    await expect.element(screen.getByText('Selected 0.100–0.150 s (0.050 s)')).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await expect.element(screen.getByText(/^Selected/)).not.toBeInTheDocument();
  });

  test('repeats while Loop is on, and stays within its ends', async () => {
    const { screen, position } = await open();
    await screen.getByRole('button', { name: 'Loop' }).click();
    await expect
      .element(screen.getByRole('button', { name: 'Loop' }))
      .toHaveAttribute('aria-pressed', 'true');
    await drag(position.element(), 0.4, 0.6);
    await screen.getByRole('button', { name: 'Play clip-1.wav' }).click();
    let [turns, before] = [0, 0];
    const until = performance.now() + 4000;
    while (turns < 2 && performance.now() < until) {
      const now = Number(position.element().getAttribute('aria-valuenow'));
      if (now < before) turns++;
      before = now;
      expect(now).toBeGreaterThanOrEqual(0.59);
      expect(now).toBeLessThanOrEqual(0.91);
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    expect(turns).toBe(2);
    await screen.getByRole('button', { name: 'Pause clip-1.wav' }).click();
  });
});

describe('preferences', () => {
  test('of volume and scale are saved, and another player has them', async () => {
    const { screen, pictures } = await open();
    const volume = screen.getByRole('slider', { name: 'Volume' });
    await expect.element(volume).toHaveAttribute('aria-valuetext', '100 %');
    (volume.element() as HTMLElement).focus();
    await userEvent.keyboard('{End}');
    await expect.element(volume).toHaveAttribute('aria-valuetext', '200 %');
    await screen.getByRole('button', { name: 'View options' }).click();
    await screen.getByText('Linear', { exact: true }).click();
    await expect.poll(() => pictures.at(-1)?.scale).toBe('linear');
    expect(JSON.parse(localStorage.getItem('listening')!)).toMatchObject({ volume: 2, scale: 'linear' });
    await screen.getByText('Mel', { exact: true }).click();
    (volume.element() as HTMLElement).focus();
    await userEvent.keyboard('{Home}');
    await expect.element(volume).toHaveAttribute('aria-valuetext', '0 %');
  });

  test('an amplified sound plays', async () => {
    const screen = await renderPart(<SoundPlayer sound={{ wav: sampleWav(), name: 'loud' }} />);
    const volume = screen.getByRole('slider', { name: 'Volume' });
    (volume.element() as HTMLElement).focus();
    await userEvent.keyboard('{End}');
    await screen.getByRole('button', { name: 'Play loud' }).click();
    const position = screen.getByRole('slider', { name: 'Position in loud' });
    await expect.poll(() => Number(position.element().getAttribute('aria-valuenow'))).toBeGreaterThan(0.1);
    await screen.getByRole('button', { name: 'Pause loud' }).click();
    (volume.element() as HTMLElement).focus();
    await userEvent.keyboard('{Home}');
  });
});

describe('the readout', () => {
  test('has the values at the cursor of the keyboard, and announces them once it rests', async () => {
    const { screen, position } = await open();
    await screen.getByRole('button', { name: 'View options' }).click();
    await screen.getByRole('switch', { name: 'Pitch' }).click();
    await screen.getByRole('switch', { name: 'Intensity' }).click();
    await userEvent.keyboard('{Escape}');
    (position.element() as HTMLElement).focus();
    await userEvent.keyboard('{Home}{ArrowRight>15}{ArrowUp}');
    await expect.poll(() => readout(screen).textContent).toMatch(/^0\.750 s/);
    const status = readout(screen).querySelector('[role=status]')!;
    expect(status.textContent).toBe('');
    const expected =
      /^0\.750 s, [\d,]+ Hz, mel band \d+ of 64, −?[\d.]+ dB, pitch 29[\d.]+ Hz, intensity 8[\d.]+ dB$/;
    await expect.poll(() => status.textContent).toMatch(expected);
  });

  test('follows the pointer over the spectrogram', async () => {
    const { screen, position } = await open();
    const { left, top, width } = position.element().getBoundingClientRect();
    const move = (y: number) =>
      position.element().dispatchEvent(
        new PointerEvent('pointermove', {
          bubbles: true,
          clientX: left + 52 + 0.5 * (width - 60),
          clientY: top + y,
        }),
      );
    // Over the waveform there is no frequency.
    move(20);
    await expect.poll(() => readout(screen).textContent).toMatch(/^0\.750 s$/);
    move(64);
    await expect.poll(() => readout(screen).textContent).toMatch(/^0\.750 s7,\d{3} Hzmel band 6[34] of 64/);
  });
});

test('shows what a network gets, under settings of one’s choice', async () => {
  const { screen } = await open();
  await screen.getByRole('button', { name: 'Network input' }).click();
  await expect
    .element(screen.getByRole('img', { name: 'Network input: 64 mel bands, 151 frames' }))
    .toBeVisible();
  await expect
    .element(screen.getByText(/Silence trimmed: 0\.20 s\. Padded with zeros: 1\.70 s\./))
    .toBeVisible();
  await screen.getByRole('combobox', { name: 'Settings of the network input' }).click();
  await screen.getByRole('option', { name: 'thesis-vgg19' }).click();
  await expect
    .element(screen.getByRole('combobox', { name: 'Settings of the network input' }))
    .toHaveValue('thesis-vgg19');
  // The default preset also trims what does not rise above the background noise.
  await screen.getByRole('combobox', { name: 'Settings of the network input' }).click();
  await screen.getByRole('option', { name: 'accurate' }).click();
  await expect.element(screen.getByText(/Silence and noise trimmed: 0\.20 s\./)).toBeVisible();
  expect(await graveFindings(screen)).toEqual([]);
});

test('has a large view, which is accessible', async () => {
  const { screen } = await open();
  await screen.getByRole('button', { name: 'Large view' }).click();
  const dialog = screen.getByRole('dialog', { name: 'clip-1.wav' });
  await expect.element(dialog.getByRole('slider', { name: 'Position in clip-1.wav' })).toBeVisible();
  await dialog.getByRole('button', { name: 'View options' }).click();
  await expect.element(screen.getByText('Frequency scale')).toBeVisible();
  expect(await graveFindings(screen)).toEqual([]);
  await userEvent.keyboard('{Escape}{Escape}');
  await expect.element(dialog).not.toBeInTheDocument();
});
