import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createBackground } from '#main/background.ts';
import { BRIDGE_CHANNELS } from '#shared/bridge-channels.ts';

type Listener = () => void;

const electron = vi.hoisted(() => {
  const state = {
    supported: true,
    notes: [] as unknown[],
    trays: [] as unknown[],
    blockers: new Set<number>(),
  };
  const calls = { stopped: [] as number[], started: [] as string[], quit: 0 };
  class Heard {
    readonly heard = new Map<string, () => void>();
    on(name: string, listener: () => void) {
      this.heard.set(name, listener);
    }
  }
  class Notification extends Heard {
    static isSupported = () => state.supported;
    shown = 0;
    readonly options: unknown;
    constructor(options: unknown) {
      super();
      this.options = options;
      state.notes.push(this);
    }
    show() {
      this.shown += 1;
    }
  }
  class Tray extends Heard {
    menu: { label: string; click: () => void }[] = [];
    destroyed = false;
    constructor() {
      super();
      state.trays.push(this);
    }
    setToolTip = () => undefined;
    setContextMenu(menu: Tray['menu']) {
      this.menu = menu;
    }
    destroy() {
      this.destroyed = true;
    }
  }
  return {
    state,
    calls,
    Tray,
    Notification,
    module: {
      Notification,
      Tray,
      app: { quit: () => calls.quit++ },
      Menu: { buildFromTemplate: (template: unknown) => template },
      nativeImage: { createFromPath: () => ({ resize: (size: unknown) => size }) },
      powerSaveBlocker: {
        start: (kind: string) => {
          calls.started.push(kind);
          return calls.started.length;
        },
        stop: (id: number) => calls.stopped.push(id),
      },
      BrowserWindow: class {},
      nativeTheme: {},
      screen: {},
      shell: {},
    },
  };
});
vi.mock('electron', () => electron.module);

interface FakeNote {
  heard: Map<string, Listener>;
  shown: number;
  options: unknown;
}
interface FakeTray {
  heard: Map<string, Listener>;
  menu: { label: string; click: Listener }[];
  destroyed: boolean;
}
const notes = () => electron.state.notes as FakeNote[];
const trays = () => electron.state.trays as FakeTray[];

function setUp({ focused = false } = {}) {
  const state = { focused, destroyed: false, minimized: false };
  const done: unknown[][] = [];
  const record =
    (name: string) =>
    (...values: unknown[]) =>
      void done.push([name, ...values]);
  const window = {
    isDestroyed: () => state.destroyed,
    isFocused: () => state.focused,
    isMinimized: () => state.minimized,
    ...{ show: record('show'), hide: record('hide'), focus: record('focus'), restore: record('restore') },
    setProgressBar: record('progress'),
    webContents: { send: record('send') },
  };
  const watch = { computing: false, share: null as number | null };
  const background = createBackground(window as never, watch as never, '/icon.png');
  return { background, watch, state, done };
}

const NOTE = { title: 'compact: finished', body: 'UAR 42.1 %.', hash: '#/runs/20261122-1530-k3f9' };

beforeEach(() => {
  electron.state.supported = true;
  electron.state.notes.length = 0;
  electron.state.trays.length = 0;
  Object.assign(electron.calls, { quit: 0 });
  electron.calls.started.length = 0;
  electron.calls.stopped.length = 0;
});
afterEach(() => vi.unstubAllGlobals());

describe('a run outside the window', () => {
  it('has its progress in the taskbar, and each value only once', () => {
    const { background, watch, done, state } = setUp();
    watch.share = 0.25;
    background.onEvents();
    background.onEvents();
    watch.share = null;
    background.onEvents();
    expect(done).toEqual([
      ['progress', 0.25],
      ['progress', -1],
    ]);
    state.destroyed = true;
    watch.share = 0.5;
    background.onEvents();
    expect(done).toHaveLength(2);
  });

  it('keeps the machine awake while it computes, not longer', () => {
    const { background, watch } = setUp();
    background.onEvents();
    watch.computing = true;
    background.onEvents();
    background.onEvents();
    expect(electron.calls.started).toEqual(['prevent-app-suspension']);
    watch.computing = false;
    background.onEvents();
    background.onEvents();
    expect(electron.calls.stopped).toEqual([1]);
    watch.computing = true;
    background.onEvents();
    expect(electron.calls.started).toHaveLength(2);
  });

  it('has a notification whose click shows its page', () => {
    const { background, done } = setUp();
    background.notify(NOTE);
    expect(notes()).toHaveLength(1);
    expect([notes()[0]!.options, notes()[0]!.shown]).toEqual([{ title: NOTE.title, body: NOTE.body }, 1]);
    notes()[0]!.heard.get('click')!();
    expect(done).toEqual([['show'], ['focus'], ['send', BRIDGE_CHANNELS.navigate, NOTE.hash]]);
  });

  it('has none while the window is in front, is gone, or the system shows none', () => {
    const focused = setUp({ focused: true });
    focused.background.notify(NOTE);
    const gone = setUp();
    gone.state.destroyed = true;
    gone.background.notify(NOTE);
    electron.state.supported = false;
    setUp().background.notify(NOTE);
    expect(notes()).toEqual([]);
  });
});

describe('a window in the background', () => {
  it('is hidden, with one icon in the tray that shows it again or quits', () => {
    vi.stubGlobal('process', { ...process, platform: 'linux' });
    const { background, done, state } = setUp();
    background.enter();
    background.enter();
    expect(done).toEqual([['hide'], ['hide']]);
    expect(trays()).toHaveLength(1);
    const [tray] = trays();
    expect(tray!.menu.map(({ label }) => label)).toEqual(['Show neural-SER', 'Quit']);
    tray!.menu[1]!.click();
    expect(electron.calls.quit).toBe(1);
    state.minimized = true;
    tray!.heard.get('click')!();
    expect(tray!.destroyed).toBe(true);
    expect(done.slice(2)).toEqual([['restore'], ['show'], ['focus']]);
    // It can go to the background again.
    background.enter();
    expect(trays()).toHaveLength(2);
  });

  it('needs no icon on macOS, where the dock shows it again', () => {
    vi.stubGlobal('process', { ...process, platform: 'darwin' });
    const { background, done } = setUp();
    background.enter();
    expect([done, trays()]).toEqual([[['hide']], []]);
  });

  it('is not shown when it is gone', () => {
    const { background, done, state } = setUp();
    state.destroyed = true;
    background.show();
    expect(done).toEqual([]);
  });
});
