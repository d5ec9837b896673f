import type { MenuItemConstructorOptions } from 'electron';
import { NAVIGATION, PAGES, type Page, pageHash } from '#shared/pages.ts';

export interface MenuParts {
  platform: NodeJS.Platform;
  /** Not packaged. */
  development: boolean;
  /** Shows the page with this hash. */
  goTo(hash: string): void;
  openLaboratoryFolder(): void;
  /** Shows the folder with what the program has reported, see `program-log.ts`. */
  openLogFolder(): void;
  /** Says what will be contacted, and looks for a newer version if the user agrees. */
  lookForUpdates(): void;
}

/** The application menu: the standard entries of a desktop, and the pages. */
export function menuTemplate(parts: MenuParts): MenuItemConstructorOptions[] {
  const { platform, development, goTo, openLaboratoryFolder, openLogFolder, lookForUpdates } = parts;
  const mac = platform === 'darwin';
  const page = (label: string, hash: string, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    accelerator,
    click: () => goTo(hash),
  });
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const updates: MenuItemConstructorOptions = { label: 'Check for Updates…', click: lookForUpdates };
  const about = page('About neural-SER and Licences', pageHash('settings', '?tab=about'));
  const settings = page(`${PAGES.settings.title}…`, pageHash('settings'), PAGES.settings.shortcut);
  const views = NAVIGATION.filter((name) => PAGES[name].place === 'view').map((name) => {
    const { title, shortcut }: Page = PAGES[name];
    return page(title, pageHash(name), shortcut);
  });
  return [
    ...(mac
      ? [
          {
            label: 'neural-SER',
            submenu: [about, updates, separator, settings, separator, ...MAC_APP_ROLES],
          } satisfies MenuItemConstructorOptions,
        ]
      : []),
    {
      label: '&File',
      submenu: [
        page('Add Corpus…', pageHash('corpora', '?add'), 'CmdOrCtrl+O'),
        page('New Run…', pageHash('train'), 'CmdOrCtrl+N'),
        separator,
        { label: 'Open Laboratory Folder', click: openLaboratoryFolder },
        separator,
        ...(mac ? [] : [settings, separator]),
        { role: mac ? 'close' : 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        ...views,
        separator,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        separator,
        { role: 'togglefullscreen' },
        ...(development ? [separator, { role: 'reload' as const }, { role: 'toggleDevTools' as const }] : []),
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      label: '&Help',
      submenu: [
        page('What Runs Here', pageHash('settings')),
        { label: 'Open Log Folder', click: openLogFolder },
        ...(mac ? [] : [separator, updates, about]),
      ],
    },
  ];
}

const MAC_APP_ROLES: MenuItemConstructorOptions[] = [
  { role: 'services' },
  { type: 'separator' },
  { role: 'hide' },
  { role: 'hideOthers' },
  { role: 'unhide' },
  { type: 'separator' },
  { role: 'quit' },
];
