import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { menuTemplate } from '#main/menu.ts';

function items(template: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return template.flatMap((item) => [item, ...items((item.submenu as MenuItemConstructorOptions[]) ?? [])]);
}

function menu(platform: NodeJS.Platform, development = false) {
  const goTo = vi.fn();
  const openLaboratoryFolder = vi.fn();
  const openLogFolder = vi.fn();
  const lookForUpdates = vi.fn();
  return {
    goTo,
    openLaboratoryFolder,
    openLogFolder,
    lookForUpdates,
    all: items(
      menuTemplate({ platform, development, goTo, openLaboratoryFolder, openLogFolder, lookForUpdates }),
    ),
  };
}

describe.each(['linux', 'win32', 'darwin'] as const)('the menu on %s', (platform) => {
  it('has an entry for every page, with different shortcuts', () => {
    const { all, goTo } = menu(platform);
    for (const item of all) (item.click as (() => void) | undefined)?.();
    const hashes = goTo.mock.calls.map(([hash]) => hash as string);
    for (const page of ['corpora', 'train', 'runs', 'predict', 'settings']) {
      expect(hashes).toContain(`#/${page}`);
    }
    const keys = all.map(({ accelerator }) => accelerator).filter((key) => key !== undefined);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('has entries to open the laboratory’s folder and the log, to edit and to quit', () => {
    const { all, openLaboratoryFolder, openLogFolder, lookForUpdates } = menu(platform);
    const click = (label: string) => (all.find((item) => item.label === label)!.click as () => void)();
    click('Open Laboratory Folder');
    expect(openLaboratoryFolder).toHaveBeenCalledOnce();
    click('Open Log Folder');
    expect(openLogFolder).toHaveBeenCalledOnce();
    expect(lookForUpdates).not.toHaveBeenCalled();
    click('Check for Updates…');
    expect(lookForUpdates).toHaveBeenCalledOnce();
    const roles = all.map(({ role }) => role);
    expect(roles).toContain('editMenu');
    expect(roles).toContain('quit');
  });

  it('has developer tools only in development', () => {
    expect(menu(platform).all.some(({ role }) => role === 'toggleDevTools')).toBe(false);
    expect(menu(platform, true).all.some(({ role }) => role === 'toggleDevTools')).toBe(true);
  });
});
