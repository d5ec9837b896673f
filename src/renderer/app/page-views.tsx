import {
  type Icon,
  IconActivity,
  IconFolders,
  IconMicrophone,
  IconSettings,
  IconTable,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { CorporaPage } from '#renderer/pages/corpora/corpora-page.tsx';
import type { PageName } from '#shared/pages.ts';
import { lazyPage } from './lazy-page.ts';

interface PageView {
  Page: ComponentType;
  /** For the navigation; absent for a page that is not in it. */
  Icon?: Icon;
}

/** Component and icon of each page. The first page is loaded at once; the others, and plotly, when they are needed. */
export const PAGE_VIEWS: Record<PageName, PageView> = {
  corpora: { Page: CorporaPage, Icon: IconFolders },
  record: {
    Page: lazyPage(async () => (await import('#renderer/pages/record/record-page.tsx')).RecordPage),
  },
  train: {
    Page: lazyPage(async () => (await import('#renderer/pages/train/train-page.tsx')).TrainPage),
    Icon: IconActivity,
  },
  runs: {
    Page: lazyPage(async () => (await import('#renderer/pages/runs/runs-page.tsx')).RunsPage),
    Icon: IconTable,
  },
  run: { Page: lazyPage(async () => (await import('#renderer/pages/run/run-page.tsx')).RunPage) },
  compare: {
    Page: lazyPage(async () => (await import('#renderer/pages/compare/compare-page.tsx')).ComparePage),
  },
  matrix: {
    Page: lazyPage(async () => (await import('#renderer/pages/matrix/matrix-page.tsx')).MatrixPage),
  },
  predict: {
    Page: lazyPage(async () => (await import('#renderer/pages/predict/predict-page.tsx')).PredictPage),
    Icon: IconMicrophone,
  },
  settings: {
    Page: lazyPage(async () => (await import('#renderer/pages/settings/settings-page.tsx')).SettingsPage),
    Icon: IconSettings,
  },
};
