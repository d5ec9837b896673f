import { describe, expect, it, vi } from 'vitest';
import { createNavigator, isSite, keepOnPage } from '#main/navigation.ts';

type Opened = (details: { url: string }) => { action: string };

function setUp() {
  const listeners = new Map<string, (event: object) => void>();
  const openExternal = vi.fn(async () => undefined);
  let open: Opened = () => ({ action: 'allow' });
  keepOnPage(
    {
      on: (name: string, listener: never) => void listeners.set(name, listener),
      setWindowOpenHandler: (handler: Opened) => {
        open = handler;
      },
    } as never,
    { openExternal },
  );
  const prevented = (name: string, details: object) => {
    const preventDefault = vi.fn();
    listeners.get(name)?.({ preventDefault, ...details });
    return preventDefault.mock.calls.length > 0;
  };
  return { prevented, openExternal, open: (url: string) => open({ url }) };
}

describe('the window', () => {
  it('stays on its page and embeds nothing', () => {
    const { prevented } = setUp();
    const go = (url: string, isMainFrame = true) => prevented('will-frame-navigate', { url, isMainFrame });
    expect(go('app://neural-ser/index.html')).toBe(false);
    expect(go('https://example.org/')).toBe(true);
    expect(go('file:///home/somebody/dropped.wav')).toBe(true);
    expect(go('app://neural-ser/index.html', false)).toBe(true);
    expect(prevented('will-attach-webview', {})).toBe(true);
  });

  it('opens no other window, and opens sites in the system’s browser', () => {
    const { open, openExternal } = setUp();
    expect(open('https://doi.org/10.5281/zenodo.1188976')).toEqual({ action: 'deny' });
    expect(openExternal).toHaveBeenCalledExactlyOnceWith('https://doi.org/10.5281/zenodo.1188976');
    expect(open('file:///bin/sh')).toEqual({ action: 'deny' });
    expect(openExternal).toHaveBeenCalledOnce();
  });

  it.each([
    'http://example.org/',
    'file:///etc/passwd',
    'smb://host/share',
    'javascript:alert(1)',
    'https://a:b@example.org/',
    'mailto:a@b',
    '',
  ])('does not open %s', (address) => expect(isSite(address)).toBe(false));
});

describe('the navigator of the menu', () => {
  function navigator() {
    const listeners = new Map<string, (details: object) => void>();
    const sent: unknown[] = [];
    const go = createNavigator({
      on: (name: string, listener: never) => void listeners.set(name, listener),
      send: (_channel: string, hash: unknown) => void sent.push(hash),
    } as never);
    const loads = (details = { isMainFrame: true, isSameDocument: false }) =>
      listeners.get('did-start-navigation')?.(details);
    const loaded = () => listeners.get('did-finish-load')?.({});
    return { go, sent, loads, loaded };
  }

  it('waits until the page has loaded and then sends the last hash once', () => {
    const { go, sent, loads, loaded } = navigator();
    go('#/runs');
    loads();
    go('#/settings');
    expect(sent).toEqual([]);
    loaded();
    expect(sent).toEqual(['#/settings']);
    go('#/train');
    expect(sent).toEqual(['#/settings', '#/train']);
    loads();
    loaded();
    expect(sent).toHaveLength(2);
  });

  it('does not wait during a navigation within the page', () => {
    const { go, sent, loads, loaded } = navigator();
    loaded();
    loads({ isMainFrame: true, isSameDocument: true });
    loads({ isMainFrame: false, isSameDocument: false });
    go('#/runs');
    expect(sent).toEqual(['#/runs']);
  });
});
