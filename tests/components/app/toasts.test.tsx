import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { afterEach, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { graveFindings } from '../grave-findings.ts';
import { renderPart } from '../render-part.tsx';

afterEach(() => {
  vi.useRealTimers();
  notifications.clean();
});

const DISK = 'The disk is full.';
const SAVED = '7 tables saved.';
const showing = () => document.querySelector('[aria-label=Messages]')?.textContent ?? '';

test('every message closes by itself, an error later, also if it asks to stay', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  await renderPart(null);
  notifications.show({ message: SAVED });
  notifications.show({ message: DISK, color: 'red', autoClose: false });
  // Both messages have a timer.
  await expect.poll(() => vi.getTimerCount()).toBe(2);
  vi.advanceTimersByTime(7000);
  await expect.poll(showing).not.toContain(SAVED);
  expect(showing()).toContain(DISK);
  vi.advanceTimersByTime(10_000);
  await expect.poll(showing).not.toContain(DISK);
});

test('a message has no timer while the pointer or the focus is on it', async () => {
  const screen = await renderPart(<p style={{ height: 300 }}>page</p>);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const timers = (count: number) => expect.poll(() => vi.getTimerCount()).toBe(count);
  notifications.show({ message: DISK, color: 'red' });
  await timers(1);
  const close = screen.getByRole('button', { name: 'Dismiss' }).element() as HTMLElement;
  const strip = close.closest('section')!;
  // React derives its enter and leave events from these.
  const pointer = (type: string, from: Element, to: Element) =>
    from.dispatchEvent(new PointerEvent(type, { bubbles: true, relatedTarget: to }));
  pointer('pointerover', close, document.body);
  await timers(0);
  pointer('pointerout', strip, document.body);
  await timers(1);
  close.focus();
  await timers(0);
  pointer('pointerover', close, document.body);
  pointer('pointerout', strip, document.body);
  await timers(0);
  close.blur();
  await timers(1);
  vi.advanceTimersByTime(15_000);
  await expect.poll(showing).not.toContain(DISK);
});

test('many messages are one stack: equal ones once, old ones as a count', async () => {
  const screen = await renderPart(null);
  for (let n = 0; n < 3; n++) notifications.show({ message: DISK, color: 'red' });
  await expect.element(screen.getByText(`${DISK} (3 times)`)).toBeVisible();
  for (const name of ['one', 'two', 'three', 'four']) notifications.show({ message: name });
  await expect.element(screen.getByText('2 earlier messages')).toBeVisible();
  expect(screen.getByRole('button', { name: 'Dismiss', exact: true }).elements()).toHaveLength(3);
  expect(await graveFindings(screen)).toEqual([]);
  await screen.getByRole('button', { name: 'Dismiss all' }).click();
  await expect.element(screen.getByText('four')).not.toBeInTheDocument();
  expect(showing()).not.toContain(DISK);
});

test('an error is announced as an alert, closes by its button, and covers nothing', async () => {
  const clicked = vi.fn<() => void>();
  const screen = await renderPart(
    <Button fullWidth onClick={clicked} data-testid="beneath">
      Last button of the page
    </Button>,
  );
  notifications.show({ message: DISK, color: 'red', title: 'Not saved' });
  await expect.element(screen.getByRole('alert')).toHaveTextContent(`Not saved ${DISK}`);
  const box = screen.getByTestId('beneath').element().getBoundingClientRect();
  for (const x of [box.left + 4, box.right - 4]) {
    const hit = document.elementFromPoint(x, box.bottom - 2);
    expect(hit?.closest('[data-testid=beneath]')).not.toBeNull();
  }
  await userEvent.click(screen.getByTestId('beneath'));
  expect(clicked).toHaveBeenCalledOnce();
  await screen.getByRole('button', { name: 'Dismiss' }).click();
  await expect.element(screen.getByText(DISK)).not.toBeInTheDocument();
});
