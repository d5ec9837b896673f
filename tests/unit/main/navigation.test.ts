import { describe, expect, it, vi } from 'vitest';
import { createGuide, isSite, keepOnPage } from '../../../src/main/navigation.ts';

type Opened = (details: { url: string }) => { action: string };

function kept() {
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
  it('stays on its page, and embeds nothing', () => {
    const { prevented } = kept();
    const go = (url: string, isMainFrame = true) => prevented('will-frame-navigate', { url, isMainFrame });
    expect(go('app://neural-ser/index.html')).toBe(false);
    expect(go('https://example.org/')).toBe(true);
    expect(go('file:///home/somebody/dropped.wav')).toBe(true);
    expect(go('app://neural-ser/index.html', false)).toBe(true);
    expect(prevented('will-attach-webview', {})).toBe(true);
  });

  it('opens no other, and hands sites to the system’s browser', () => {
    const { open, openExternal } = kept();
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
  ])('hands %s to nobody', (address) => expect(isSite(address)).toBe(false));
});

describe('the menu’s way to a page', () => {
  function guided() {
    const listeners = new Map<string, (details: object) => void>();
    const told: unknown[] = [];
    const go = createGuide({
      on: (name: string, listener: never) => void listeners.set(name, listener),
      send: (_channel: string, hash: unknown) => void told.push(hash),
    } as never);
    const loads = (details = { isMainFrame: true, isSameDocument: false }) =>
      listeners.get('did-start-navigation')?.(details);
    const loaded = () => listeners.get('did-finish-load')?.({});
    return { go, told, loads, loaded };
  }

  it('waits for a page that loads, and then tells it the last wish, once', () => {
    const { go, told, loads, loaded } = guided();
    go('#/runs');
    loads();
    go('#/settings');
    expect(told).toEqual([]);
    loaded();
    expect(told).toEqual(['#/settings']);
    go('#/train');
    expect(told).toEqual(['#/settings', '#/train']);
    loads();
    loaded();
    expect(told).toHaveLength(2);
  });

  it('is not held up by a page that goes from one of its places to another', () => {
    const { go, told, loads, loaded } = guided();
    loaded();
    loads({ isMainFrame: true, isSameDocument: true });
    loads({ isMainFrame: false, isSameDocument: false });
    go('#/runs');
    expect(told).toEqual(['#/runs']);
  });
});
