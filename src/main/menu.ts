import type { MenuItemConstructorOptions } from 'electron';

export interface MenuParts {
  platform: NodeJS.Platform;
  /** Not packaged: a developer's. */
  development: boolean;
  /** Shows a page of the window, by its hash. */
  goTo(hash: string): void;
  openLaboratoryFolder(): void;
}

/** The application menu: what every desktop has, and the ways to the pages. */
export function menuTemplate(parts: MenuParts): MenuItemConstructorOptions[] {
  const { platform, development, goTo, openLaboratoryFolder } = parts;
  const mac = platform === 'darwin';
  const page = (label: string, hash: string, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    accelerator,
    click: () => goTo(hash),
  });
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const about = page('About neural-SER and Licences', '#/settings?tab=about');
  const settings = page('Settings…', '#/settings', 'CmdOrCtrl+,');
  return [
    ...(mac
      ? [
          {
            label: 'neural-SER',
            submenu: [about, separator, settings, separator, ...MAC_APP_ROLES],
          } satisfies MenuItemConstructorOptions,
        ]
      : []),
    {
      label: '&File',
      submenu: [
        page('Add Corpus…', '#/corpora?add', 'CmdOrCtrl+O'),
        page('New Run…', '#/train', 'CmdOrCtrl+N'),
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
        page('Corpora', '#/corpora', 'CmdOrCtrl+1'),
        page('Train', '#/train', 'CmdOrCtrl+2'),
        page('Runs', '#/runs', 'CmdOrCtrl+3'),
        page('Recognise', '#/recognise', 'CmdOrCtrl+4'),
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
      submenu: [page('What Runs Here', '#/settings'), ...(mac ? [] : [separator, about])],
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
