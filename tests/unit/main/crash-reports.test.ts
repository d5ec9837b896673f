import { describe, expect, it, vi } from 'vitest';
import { createCrashReports } from '#main/crash-reports.ts';

type Listener = (...values: unknown[]) => void;

function setUp({ choice = 0, window = null as unknown } = {}) {
  const ofApp = new Map<string, Listener>();
  const ofProcess = new Map<string, Listener>();
  const app = { on: (name: string, listener: Listener) => ofApp.set(name, listener), setPath: vi.fn() };
  const crashReporter = { start: vi.fn() };
  const dialog = { showMessageBox: vi.fn(async () => ({ response: choice })) };
  const shell = { showItemInFolder: vi.fn() };
  const report = vi.fn();
  const broken = vi.fn();
  const crashes = createCrashReports({
    ...({ app, crashReporter, dialog, shell, report, broken } as never as object),
    process: { on: (name: string, listener: Listener) => ofProcess.set(name, listener) },
    window: () => window,
    logFolder: '/lab/window/logs',
    dumpFolder: '/lab/window/crashes',
  } as never);
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { ofApp, ofProcess, app, crashReporter, dialog, shell, report, broken, crashes, settle };
}

const CRASH = {
  code: 'laboratory-crashed',
  message: 'The laboratory process ended unexpectedly by SIGKILL.',
};

describe('crash reports', () => {
  it('stay on this computer, in the laboratory’s folder', () => {
    const { app, crashReporter } = setUp();
    expect(app.setPath).toHaveBeenCalledExactlyOnceWith('crashDumps', '/lab/window/crashes');
    expect(crashReporter.start).toHaveBeenCalledExactlyOnceWith({ uploadToServer: false });
  });

  it('name processes of Electron that end, but not those that were told to', () => {
    const { ofApp, report } = setUp();
    const gone = ofApp.get('child-process-gone')!;
    gone({}, { type: 'GPU', reason: 'crashed', exitCode: 139 });
    expect(String(report.mock.calls[0])).toContain('Process GPU ended (crashed, code 139)');
    gone({}, { type: 'Utility', name: 'audio', reason: 'clean-exit', exitCode: 0 });
    expect(report).toHaveBeenCalledTimes(1);
  });

  it('have the stack of an uncaught error, which ends the program, and of a rejection, which does not', () => {
    const { ofProcess, report, broken } = setUp();
    const rejection = new Error('nobody waited');
    ofProcess.get('unhandledRejection')!(rejection);
    expect(report).toHaveBeenLastCalledWith(rejection);
    expect(broken).not.toHaveBeenCalled();
    const error = new TypeError('x is not a function');
    ofProcess.get('uncaughtException')!(error);
    expect(report).toHaveBeenLastCalledWith(error);
    expect(broken).toHaveBeenCalledExactlyOnceWith(error);
  });

  it('log each end of the laboratory, and show the folder after its restart if the user wants that', async () => {
    const { crashes, report, dialog, shell, settle } = setUp({ choice: 1, window: 'window' });
    crashes.laboratoryCrashed(CRASH);
    expect(report).toHaveBeenCalledExactlyOnceWith(CRASH.message);
    expect(dialog.showMessageBox).not.toHaveBeenCalled();
    crashes.laboratoryRestarted();
    await settle();
    expect(dialog.showMessageBox).toHaveBeenCalledExactlyOnceWith(
      'window',
      expect.objectContaining({
        detail: expect.stringContaining('by SIGKILL.\n\nThe log is in /lab/window/logs.'),
        buttons: ['Close', 'Show Folder'],
        cancelId: 0,
      }),
    );
    expect(shell.showItemInFolder).toHaveBeenCalledExactlyOnceWith('/lab/window/logs');
  });

  it('ask once while they ask, and not without a crash', async () => {
    const { crashes, dialog, shell, settle } = setUp();
    crashes.laboratoryRestarted();
    expect(dialog.showMessageBox).not.toHaveBeenCalled();
    for (let times = 0; times < 3; times++) {
      crashes.laboratoryCrashed(CRASH);
      crashes.laboratoryRestarted();
    }
    await settle();
    expect(dialog.showMessageBox).toHaveBeenCalledTimes(1);
    expect(shell.showItemInFolder).not.toHaveBeenCalled();
  });
});
