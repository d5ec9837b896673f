import { describe, expect, it } from 'vitest';
import { createCannotContinue } from '#main/cannot-continue.ts';

function setUp({ ready = true, choice = 0 } = {}) {
  const calls: unknown[][] = [];
  const record =
    (name: string) =>
    (...values: unknown[]) =>
      void calls.push([name, ...values]);
  const cannotContinue = createCannotContinue({
    app: { isReady: () => ready, exit: record('exit') },
    dialog: {
      showErrorBox: record('box'),
      showMessageBoxSync: (...values: unknown[]) => {
        calls.push(['message', ...values]);
        return choice;
      },
    },
    shell: { showItemInFolder: record('folder') },
    logFolder: '/lab/window/logs',
    report: record('log'),
  });
  return { calls, cannotContinue };
}

describe('a laboratory that cannot run', () => {
  it('is logged, explained with the place of the log, and ends the program with 1', () => {
    const { calls, cannotContinue } = setUp();
    cannotContinue({ code: 'laboratory-damaged', message: 'The log was damaged.' });
    expect(calls.map(([name]) => name)).toEqual(['log', 'message', 'exit']);
    expect(calls[0]).toEqual(['log', 'The log was damaged.']);
    expect(calls[1][1]).toMatchObject({
      type: 'error',
      message: 'neural-SER cannot continue',
      detail: 'The log was damaged.\n\nThe log is in /lab/window/logs.',
      buttons: ['Close', 'Show Folder'],
      // Escape and Enter close it.
      defaultId: 0,
      cancelId: 0,
    });
    expect(calls[2]).toEqual(['exit', 1]);
  });

  it('shows the log if the user wants to see it, and then ends', () => {
    const { calls, cannotContinue } = setUp({ choice: 1 });
    cannotContinue(new Error('broken'));
    expect(calls.slice(2)).toEqual([
      ['folder', '/lab/window/logs'],
      ['exit', 1],
    ]);
  });

  it('has only the plain box before Electron is ready, and says what is no error', () => {
    const { calls, cannotContinue } = setUp({ ready: false });
    cannotContinue('no display');
    expect(calls).toEqual([
      ['log', 'no display'],
      ['box', 'neural-SER cannot continue', 'no display'],
      ['exit', 1],
    ]);
  });
});
