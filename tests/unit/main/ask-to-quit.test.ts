import { beforeEach, expect, it, vi } from 'vitest';
import { askToQuit } from '#main/ask-to-quit.ts';

const electron = vi.hoisted(() => ({ showMessageBox: vi.fn() }));
vi.mock('electron', () => ({ dialog: electron }));
beforeEach(() => electron.showMessageBox.mockReset());

const window = 'window' as never;

it.each([
  [0, 'later'],
  [1, 'stop'],
  [2, 'background'],
  [3, 'stay'],
  // A dialog that the system has closed.
  [-1, 'stay'],
  [7, 'stay'],
])('takes button %i as “%s”', async (response, choice) => {
  electron.showMessageBox.mockResolvedValue({ response });
  expect(await askToQuit(window, 1)).toBe(choice);
});

it('loses nothing by Enter or Escape, and says what each button does', async () => {
  electron.showMessageBox.mockResolvedValue({ response: 3 });
  await askToQuit(window, 1);
  const [parent, one] = electron.showMessageBox.mock.calls[0]!;
  expect(parent).toBe('window');
  expect(one.buttons[one.defaultId]).toBe('Continue at the Next Start');
  expect(one.buttons[one.cancelId]).toBe('Cancel');
  expect([one.message, one.buttons[1]]).toEqual(['A run is not finished.', 'Stop the Run']);
  await askToQuit(window, 12);
  const [, many] = electron.showMessageBox.mock.calls[1]!;
  expect([many.message, many.buttons[1]]).toEqual(['12 runs are not finished.', 'Stop the Runs']);
});
