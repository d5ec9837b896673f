import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { menuTemplate } from '../../../src/main/menu.ts';

function items(template: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return template.flatMap((item) => [item, ...items((item.submenu as MenuItemConstructorOptions[]) ?? [])]);
}

function menu(platform: NodeJS.Platform, development = false) {
  const goTo = vi.fn();
  const openLaboratoryFolder = vi.fn();
  return {
    goTo,
    openLaboratoryFolder,
    all: items(menuTemplate({ platform, development, goTo, openLaboratoryFolder })),
  };
}

describe.each(['linux', 'win32', 'darwin'] as const)('the menu on %s', (platform) => {
  it('has every way to a page, each with a key of its own', () => {
    const { all, goTo } = menu(platform);
    for (const item of all) (item.click as (() => void) | undefined)?.();
    const hashes = goTo.mock.calls.map(([hash]) => hash as string);
    for (const page of ['corpora', 'train', 'runs', 'recognise', 'settings']) {
      expect(hashes).toContain(`#/${page}`);
    }
    const keys = all.map(({ accelerator }) => accelerator).filter((key) => key !== undefined);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('opens the laboratory’s folder, edits and quits', () => {
    const { all, openLaboratoryFolder } = menu(platform);
    const item = all.find(({ label }) => label === 'Open Laboratory Folder')!;
    (item.click as () => void)();
    expect(openLaboratoryFolder).toHaveBeenCalledOnce();
    const roles = all.map(({ role }) => role);
    expect(roles).toContain('editMenu');
    expect(roles).toContain('quit');
  });

  it('shows a developer’s tools to developers only', () => {
    expect(menu(platform).all.some(({ role }) => role === 'toggleDevTools')).toBe(false);
    expect(menu(platform, true).all.some(({ role }) => role === 'toggleDevTools')).toBe(true);
  });
});
