import { Alert, Button, Tabs, Text } from '@mantine/core';
import { IconFolderPlus, IconMicrophone } from '@tabler/icons-react';
import { type ReactNode, useMemo, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useLaboratory } from '#renderer/client/use-laboratory.tsx';
import { useRequest } from '#renderer/client/use-request.ts';
import { DropArea } from '#renderer/parts/fields/drop-area.tsx';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { ProgressLine } from '#renderer/parts/notes/progress-line.tsx';
import { PageHeader } from '#renderer/parts/page-header.tsx';
import type { Corpus, Problem } from '#shared/corpora.ts';
import type { ListedCorrection } from '#shared/corrections.ts';
import { count } from '#shared/format.ts';
import type { LibraryFolder } from '#shared/library.ts';
import { PAGES } from '#shared/pages.ts';
import { AddCorpus, type AddRequest } from './add-corpus.tsx';
import { PROBLEM_COLUMNS } from './clip-columns.tsx';
import { ProblemFacts } from './clip-facts.tsx';
import classes from './corpora.module.css';
import { addedParent, folderName, many, namesInFolders, soundDuration } from './corpus-labels.ts';
import { ClipList } from './corrections/clip-list.tsx';
import {
  correctionsInFolders,
  effectiveClips,
  folderCorrectionsText,
  listedClips,
} from './corrections/corrected-clips.ts';
import { EmotionCharts } from './emotion-charts.tsx';
import { ExportMenu } from './export-menu.tsx';
import { FolderCard } from './folder-card.tsx';
import { RenameCorpus } from './rename-corpus.tsx';
import { SoundTable } from './sound-table.tsx';
import { useClips } from './use-clips.ts';
import { useCorpora } from './use-corpora.ts';
import { Welcome } from './welcome.tsx';

const TABS = ['overview', 'clips', 'problems'] as const;
type Tab = (typeof TABS)[number];

const problemId = ({ path, code, reason }: Problem) => `${code}:${path}:${reason}`;

const EMPTY = { clips: [], problems: [] };
const NO_CORRECTIONS: readonly ListedCorrection[] = [];
const NOTHING_CORRECTED = { relabelled: 0, excluded: 0, marked: 0 };

/** The user's corpora: overview, all clips, and skipped files. */
export function CorporaPage() {
  const { desktop } = useLaboratory();
  const [adding, setAdding] = useState<AddRequest | null>(null);
  const { library, add, sample, scan, makeSample, remove } = useCorpora();

  const drop = ({ files }: DataTransfer) => {
    const items = [...files].map((file) => ({ name: file.name, path: desktop?.pathOf(file) ?? '' }));
    setAdding({
      folders: items.flatMap(({ path }) => (path === '' ? [] : [path])),
      dropped: items.flatMap(({ name, path }) => (path === '' ? [name] : [])),
    });
  };
  const open = () => setAdding({ folders: [], dropped: [] });

  return (
    <DropArea hint="Drop folders to add them" icon={<IconFolderPlus size={32} aria-hidden />} onDrop={drop}>
      {library.data === undefined ? (
        <>
          <PageHeader title={PAGES.corpora.title} />
          <FailureNote failure={library.failure} />
        </>
      ) : library.data.length === 0 ? (
        <>
          <PageHeader title={PAGES.corpora.title} />
          <Welcome sample={sample} add={add} onSample={() => void makeSample()} onAdd={open} />
        </>
      ) : (
        <Library
          folders={library.data}
          busy={add.running}
          progress={
            add.running && <ProgressLine progress={add.progress} label="Scanning" onCancel={add.cancel} />
          }
          failure={<FailureNote failure={add.failure} onClose={add.clear} />}
          onAdd={open}
          onScan={(folder) => void scan([folder])}
          onRule={(folder) => setAdding({ folders: [], dropped: [], ruled: folder })}
          onRemove={(folder) => void remove(folder)}
        />
      )}
      <AddCorpus
        request={adding}
        busy={add.running}
        onClose={() => setAdding(null)}
        onScan={(folders) => {
          setAdding(null);
          void scan(folders);
        }}
      />
    </DropArea>
  );
}

interface LibraryProps {
  folders: readonly LibraryFolder[];
  busy: boolean;
  progress: ReactNode;
  failure: ReactNode;
  onAdd: () => void;
  onScan: (folder: string) => void;
  onRule: (folder: string) => void;
  onRemove: (folder: LibraryFolder) => void;
}

function Library({ folders, busy, progress, failure, onAdd, onScan, onRule, onRemove }: LibraryProps) {
  const [search, setSearch] = useSearchParams();
  const wanted = search.get('tab');
  const tab: Tab = TABS.find((name) => name === wanted) ?? 'overview';
  const paths = folders.map(({ folder }) => folder);
  const { data, failure: clipsFailure } = useClips(paths);
  const { clips, problems } = data ?? EMPTY;
  const { data: corrections = NO_CORRECTIONS } = useRequest('corrections.list', {});
  const listed = useMemo(() => listedClips(clips, corrections), [clips, corrections]);
  const effective = useMemo(() => effectiveClips(listed), [listed]);
  const corrected = useMemo(() => correctionsInFolders(folders, listed), [folders, listed]);
  const go = (next: string | null) =>
    setSearch(next === null || next === 'overview' ? {} : { tab: next }, { replace: true });
  const names = useMemo(() => namesInFolders(folders, clips), [folders, clips]);
  // Computed in the background; the cards are complete without it.
  const { data: overlaps = [] } = useRequest('library.overlaps', {}, { enabled: folders.length > 1 });
  /** As in tables and charts: `RAVDESS 2` where two corpora have one name. */
  const titles = new Map(
    folders.map((entry) => [entry.folder, names.get(entry.folder)?.[0] ?? folderName(entry)]),
  );
  const overlapsOf = (folder: string) =>
    overlaps.flatMap((overlap) => {
      const title = titles.get(overlap.other);
      if (overlap.folder !== folder || title === undefined) return [];
      // A folder whose clips are all duplicates has no other name.
      return [{ ...overlap, title: title === titles.get(folder) ? `${title} in ${overlap.other}` : title }];
    });
  const [renamed, setRenamed] = useState<Corpus | null>(null);
  const wantedClip = search.get('clip');
  const isMissing =
    wantedClip !== null && data !== undefined && clips.every(({ path }) => path !== wantedClip);
  const seconds = clips.reduce((sum, { durationSeconds }) => sum + durationSeconds, 0);
  return (
    <div className={classes.page} data-fill={tab !== 'overview' || undefined}>
      <PageHeader
        title="Corpora"
        actions={
          <>
            <ExportMenu folders={paths} clips={effective} />
            <Button
              component={Link}
              to={PAGES.record.path}
              variant="default"
              leftSection={<IconMicrophone size={16} />}
            >
              Record a corpus …
            </Button>
            <Button leftSection={<IconFolderPlus size={16} />} onClick={onAdd}>
              Add a corpus
            </Button>
          </>
        }
      />
      <Tabs value={tab} onChange={go} keepMounted={false} className={classes.tabs}>
        <div className={classes.tabLine}>
          <Tabs.List>
            <Tabs.Tab value="overview">Overview</Tabs.Tab>
            <Tabs.Tab value="clips" className="tabular">
              Clips {data !== undefined && count(clips.length)}
            </Tabs.Tab>
            <Tabs.Tab value="problems" className="tabular">
              Problems {data !== undefined && count(problems.length)}
            </Tabs.Tab>
          </Tabs.List>
          <div className={classes.progress}>
            {progress || (
              <Text size="sm" c="dimmed" ta="right" className="tabular">
                {data !== undefined &&
                  `${many(folders.length, 'folder')}, ${many(clips.length, 'clip')}, ${soundDuration(seconds)} of speech`}
              </Text>
            )}
          </div>
        </div>
        {failure}
        <FailureNote failure={clipsFailure} />
        {isMissing && (
          <Alert color="yellow" variant="light" py={6} mb="xs">
            The clip {wantedClip} is not in the added corpora. Add its folder again, or scan it.
          </Alert>
        )}
        <Tabs.Panel value="overview">
          <div className={classes.cards}>
            {folders.map((folder) => (
              <FolderCard
                key={folder.folder}
                folder={folder}
                names={names.get(folder.folder) ?? []}
                parent={addedParent(folder.folder, folders)}
                busy={busy}
                onScan={() => onScan(folder.folder)}
                onRule={() => onRule(folder.folder)}
                onRemove={() => onRemove(folder)}
                onProblems={() => go('problems')}
                onRename={setRenamed}
                overlaps={overlapsOf(folder.folder)}
                corrections={folderCorrectionsText(corrected.get(folder.folder) ?? NOTHING_CORRECTED)}
                onCorrections={() => go('clips')}
              />
            ))}
          </div>
          <RenameCorpus corpus={renamed} onClose={() => setRenamed(null)} />
          {clips.length > 0 && (
            <div style={{ marginTop: 14 }}>
              <EmotionCharts clips={effective} />
            </div>
          )}
        </Tabs.Panel>
        <Tabs.Panel value="clips" className={classes.panel}>
          <ClipList clips={listed} corrections={corrections} start={wantedClip} />
        </Tabs.Panel>
        <Tabs.Panel value="problems" className={classes.panel}>
          <SoundTable
            rows={problems}
            columns={PROBLEM_COLUMNS}
            getRowId={problemId}
            nouns={['problem', 'problems']}
            empty="No problems: every audio file found can be used."
            facts={(problem) => <ProblemFacts problem={problem} />}
          />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}
