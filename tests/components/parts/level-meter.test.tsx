import { expect, test } from 'vitest';
import { LevelMeter, type ShownLevel } from '#renderer/parts/sound/level-meter.tsx';
import { renderPart } from '../render-part.tsx';

/** A source of levels: the `follow` function, and a function that sends a level. */
function createSource() {
  let listener: ((level: ShownLevel | null) => void) | null = null;
  return {
    follow: (next: typeof listener & object) => {
      listener = next;
      return () => {
        listener = null;
      };
    },
    send: (level: ShownLevel | null) => listener?.(level),
    isFollowed: () => listener !== null,
  };
}

test('announces the peak in decibels, and when it is off', async () => {
  const { follow, send } = createSource();
  const screen = await renderPart(<LevelMeter follow={follow} label="Microphone level" />);
  const meter = screen.getByRole('meter', { name: 'Microphone level' });
  await expect.element(meter).toHaveAttribute('aria-valuetext', 'off');
  send({ rmsDbfs: -20, peakDbfs: -12.4, heldPeakDbfs: -6 });
  await expect.element(meter).toHaveAttribute('aria-valuenow', '-12');
  await expect.element(meter).toHaveAttribute('aria-valuetext', '-12 decibels');
  send(null);
  await expect.element(meter).toHaveAttribute('aria-valuetext', 'off');
});

test('draws the level and the held peak at their positions between −60 and 0 dB', async () => {
  const { follow, send } = createSource();
  const screen = await renderPart(<LevelMeter follow={follow} label="Microphone level" />);
  const meter = screen.getByRole('meter').element();
  const [level, peak] = [...meter.children] as HTMLElement[];
  send({ rmsDbfs: -30, peakDbfs: -20, heldPeakDbfs: -15 });
  expect(level.style.clipPath).toBe('inset(0px 50% 0px 0px)');
  const { left, width } = meter.getBoundingClientRect();
  const centre = peak.getBoundingClientRect().left + peak.getBoundingClientRect().width / 2;
  expect((centre - left) / width).toBeCloseTo(0.75, 1);
  send({ rmsDbfs: -90, peakDbfs: -90, heldPeakDbfs: -90 });
  expect(level.style.clipPath).toBe('inset(0px 100% 0px 0px)');
  expect(peak.style.opacity).toBe('0');
});

test('stops following when it is unmounted', async () => {
  const { follow, isFollowed } = createSource();
  const screen = await renderPart(<LevelMeter follow={follow} label="Microphone level" />);
  expect(isFollowed()).toBe(true);
  await screen.unmount();
  expect(isFollowed()).toBe(false);
});
