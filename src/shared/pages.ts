/** The pages of the window. Routes, navigation, application menu and titles are derived from this list. */

export interface Page {
  /** The route: the part after the `#` of an address. */
  path: `/${string}`;
  /** The path of earlier versions, which redirects to `path`. */
  formerPath?: `/${string}`;
  /** Shown in the navigation, above the page and in the window's title. */
  title: string;
  /**
   * `view`: in the navigation and the View menu. `settings`: in the navigation and the system's place for settings.
   * `link`: only linked from other pages; the navigation highlights its parent page.
   */
  place: 'view' | 'settings' | 'link';
  /** The path of the page that the navigation highlights, for a `link` whose own path does not start with it. */
  parent?: `/${string}`;
  /** The shortcut in the application menu, as an accelerator of Electron. */
  shortcut?: string;
}

/** In the order of the navigation. */
export const PAGES = {
  corpora: { path: '/corpora', title: 'Corpora', place: 'view', shortcut: 'CmdOrCtrl+1' },
  record: { path: '/corpora/record', title: 'Record a corpus', place: 'link' },
  train: { path: '/train', title: 'Train', place: 'view', shortcut: 'CmdOrCtrl+2' },
  runs: { path: '/runs', title: 'Runs', place: 'view', shortcut: 'CmdOrCtrl+3' },
  run: { path: '/runs/:id', title: 'Run', place: 'link' },
  compare: { path: '/compare', parent: '/runs', title: 'Compare', place: 'link' },
  matrix: { path: '/matrix', title: 'Trained on × tested on', place: 'link' },
  predict: {
    path: '/predict',
    formerPath: '/recognise',
    title: 'Predict',
    place: 'view',
    shortcut: 'CmdOrCtrl+4',
  },
  settings: { path: '/settings', title: 'Settings', place: 'settings', shortcut: 'CmdOrCtrl+,' },
} as const satisfies Record<string, Page>;

export type PageName = keyof typeof PAGES;

/** The parameter of the pages Runs and Predict with the path of a file that the user opened with the program. */
export const OPENED_FILES = 'opened';

/** The first page, which is also shown for an unknown address. */
export const FIRST_PAGE: PageName = 'corpora';

/** The pages in the navigation, in its order. */
export const NAVIGATION = (Object.keys(PAGES) as PageName[]).filter((name) => PAGES[name].place !== 'link');

/** The hash of a page without parameters; `query` such as `?tab=about`. */
export const pageHash = (name: PageName, query = ''): string => `#${PAGES[name].path}${query}`;

/** The page of the navigation for a route or its parent; undefined if there is none. */
export const navigationPage = (pathname: string): PageName | undefined => {
  const { parent }: Partial<Page> = pageAt(pathname) ?? {};
  return NAVIGATION.find((name) => `${parent ?? pathname}/`.startsWith(`${PAGES[name].path}/`));
};

/** The title of the page with this route, or of its page in the navigation; undefined if there is none. */
export function pageTitle(pathname: string): string | undefined {
  const navigation = navigationPage(pathname);
  return pageAt(pathname)?.title ?? (navigation && PAGES[navigation].title);
}

const pageAt = (pathname: string): Page | undefined =>
  Object.values<Page>(PAGES).find(({ path }) => path === pathname);
