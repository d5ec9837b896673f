import { describe, expect, it } from 'vitest';
import { askForMicrophone, limitPermissions } from '#main/permissions.ts';

const OURS = 'app://neural-ser/index.html';

function limited(systemAllows = true) {
  const handlers: Record<string, (...values: never[]) => unknown> = {};
  limitPermissions(
    {
      setPermissionRequestHandler: (handler: never) => {
        handlers.request = handler;
      },
      setPermissionCheckHandler: (handler: never) => {
        handlers.check = handler;
      },
      setDevicePermissionHandler: (handler: never) => {
        handlers.device = handler;
      },
    } as never,
    async () => systemAllows,
  );
  const call = (name: string, ...values: unknown[]) => handlers[name]!(...(values as never[]));
  return {
    request: (permission: string, details: object) =>
      new Promise<boolean>((resolve) => {
        call('request', null, permission, resolve, { isMainFrame: true, requestingUrl: OURS, ...details });
      }),
    check: (permission: string, origin: string, details = {}) =>
      call('check', null, permission, origin, details),
    device: () => call('device', {}),
  };
}

describe('permissions', () => {
  it('allow our page the microphone, but no video', async () => {
    const { request, check } = limited();
    expect(await request('media', { mediaTypes: ['audio'] })).toBe(true);
    expect(await request('media', { mediaTypes: ['video'] })).toBe(false);
    expect(await request('media', { mediaTypes: ['audio', 'video'] })).toBe(false);
    expect(await request('media', { mediaTypes: [] })).toBe(false);
    expect(await request('media', {})).toBe(false);
    expect(check('media', 'app://neural-ser/', { mediaType: 'audio' })).toBe(true);
    expect(check('media', 'app://neural-ser/', { mediaType: 'video' })).toBe(false);
  });

  it('allow nothing to another origin or an embedded frame', async () => {
    const { request, check } = limited();
    const audio = { mediaTypes: ['audio'] };
    expect(await request('media', { ...audio, requestingUrl: 'https://evil.example/' })).toBe(false);
    expect(await request('media', { ...audio, isMainFrame: false })).toBe(false);
    expect(check('media', 'https://evil.example', { mediaType: 'audio' })).toBe(false);
  });

  it.each([
    'geolocation',
    'notifications',
    'display-capture',
    'midi',
    'clipboard-read',
    'fullscreen',
    'openExternal',
    'hid',
  ])('deny %s', async (permission) => {
    const { request, check, device } = limited();
    expect(await request(permission, {})).toBe(false);
    expect(check(permission, 'app://neural-ser/')).toBe(false);
    expect(device()).toBe(false);
  });

  it('allow the page to write text to the clipboard', async () => {
    expect(await limited().request('clipboard-sanitized-write', {})).toBe(true);
  });

  it('deny the microphone if macOS denies it', async () => {
    expect(await limited(false).request('media', { mediaTypes: ['audio'] })).toBe(false);
    const preferences = { askForMediaAccess: async () => false };
    expect(await askForMicrophone('darwin', preferences)).toBe(false);
    expect(await askForMicrophone('linux', preferences)).toBe(true);
  });
});
