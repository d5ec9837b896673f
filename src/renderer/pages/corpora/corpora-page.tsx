import { Button, Tabs, Text } from '@mantine/core';
import { IconFolderPlus } from '@tabler/icons-react';
import { type ReactNode, useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import type { Problem } from '../../../shared/corpora.ts';
import type { ClipRow, LibraryFolder } from '../../../shared/library.ts';
import { useLaboratory } from '../../laboratory/use-laboratory.tsx';
import { DropArea } from '../../parts/drop-area.tsx';
import { FailureNote } from '../../parts/failure-note.tsx';
import { count } from '../../parts/figures.ts';
import { PageHeader } from '../../parts/page-header.tsx';
import { ProgressLine } from '../../parts/progress-line.tsx';
import { AddCorpus, type Adding } from './add-corpus.tsx';
import { CLIP_COLUMNS, PROBLEM_COLUMNS } from './clip-columns.tsx';
import { ClipFacts, ProblemFacts } from './clip-facts.tsx';
import classes from './corpora.module.css';
import { folderAround, many, namesInFolders, soundDuration } from './corpus-words.ts';
import { EmotionCharts } from './emotion-charts.tsx';
import { ExportMenu } from './export-menu.tsx';
import { FolderCard } from './folder-card.tsx';
import { SoundTable } from './sound-table.tsx';
import { useClips } from './use-clips.ts';
import { useCorpora } from './use-corpora.ts';
import { Welcome } from './welcome.tsx';

const TABS = ['overview', 'clips', 'problems'] as const;
type Tab = (typeof TABS)[number];

const clipId = ({ path }: ClipRow) => path;
const problemId = ({ path, code, reason }: Problem) => `${code}:${path}:${reason}`;

const NOTHING = { clips: [], problems: [] };

/** The corpora that the user has added: what is in them, every clip, what was left out. */
export function CorporaPage() {
  const { desktop } = useLaboratory();
  const [adding, setAdding] = useState<Adding | null>(null);
  const { library, add, sample, scan, makeSample, remove } = useCorpora();

  const drop = ({ files }: DataTransfer) => {
    const placed = [...files].map((file) => ({ name: file.name, path: desktop?.pathOf(file) ?? '' }));
    setAdding({
      folders: placed.flatMap(({ path }) => (path === '' ? [] : [path])),
      dropped: placed.flatMap(({ name, path }) => (path === '' ? [name] : [])),
    });
  };
  const open = () => setAdding({ folders: [], dropped: [] });

  return (
    <DropArea hint="Drop folders to add them" icon={<IconFolderPlus size={32} aria-hidden />} onDrop={drop}>
      {library.data === undefined ? (
        <>
          <PageHeader title="Corpora" />
          <FailureNote failure={library.failure} />
        </>
      ) : library.data.length === 0 ? (
        <>
          <PageHeader title="Corpora" />
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
          onRemove={(folder) => void remove(folder)}
        />
      )}
      <AddCorpus
        adding={adding}
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
  onRemove: (folder: LibraryFolder) => void;
}

function Library({ folders, busy, progress, failure, onAdd, onScan, onRemove }: LibraryProps) {
  const [search, setSearch] = useSearchParams();
  const asked = search.get('tab');
  const tab: Tab = TABS.find((name) => name === asked) ?? 'overview';
  const paths = folders.map(({ folder }) => folder);
  const { data, failure: clipsFailure } = useClips(paths);
  const { clips, problems } = data ?? NOTHING;
  const go = (next: string | null) =>
    setSearch(next === null || next === 'overview' ? {} : { tab: next }, { replace: true });
  const names = useMemo(() => namesInFolders(folders, clips), [folders, clips]);
  const seconds = clips.reduce((sum, { durationSeconds }) => sum + durationSeconds, 0);
  return (
    <div className={classes.page} data-fill={tab !== 'overview' || undefined}>
      <PageHeader
        title="Corpora"
        actions={
          <>
            <ExportMenu folders={paths} clips={clips} />
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
            <Tabs.Tab value="clips" className="figures">
              Clips {data !== undefined && count(clips.length)}
            </Tabs.Tab>
            <Tabs.Tab value="problems" className="figures">
              Problems {data !== undefined && count(problems.length)}
            </Tabs.Tab>
          </Tabs.List>
          <div className={classes.progress}>
            {progress || (
              <Text size="sm" c="dimmed" ta="right" className="figures">
                {data !== undefined &&
                  `${many(folders.length, 'folder')}, ${many(clips.length, 'clip')}, ${soundDuration(seconds)} of speech`}
              </Text>
            )}
          </div>
        </div>
        {failure}
        <FailureNote failure={clipsFailure} />
        <Tabs.Panel value="overview">
          <div className={classes.cards}>
            {folders.map((folder) => (
              <FolderCard
                key={folder.folder}
                folder={folder}
                names={names.get(folder.folder) ?? []}
                around={folderAround(folder.folder, folders)}
                busy={busy}
                onScan={() => onScan(folder.folder)}
                onRemove={() => onRemove(folder)}
                onProblems={() => go('problems')}
              />
            ))}
          </div>
          {clips.length > 0 && (
            <div style={{ marginTop: 14 }}>
              <EmotionCharts clips={clips} />
            </div>
          )}
        </Tabs.Panel>
        <Tabs.Panel value="clips" className={classes.panel}>
          <SoundTable
            rows={clips}
            columns={CLIP_COLUMNS}
            getRowId={clipId}
            nouns={['clip', 'clips']}
            facts={(clip) => <ClipFacts clip={clip} />}
          />
        </Tabs.Panel>
        <Tabs.Panel value="problems" className={classes.panel}>
          <SoundTable
            rows={problems}
            columns={PROBLEM_COLUMNS}
            getRowId={problemId}
            nouns={['problem', 'problems']}
            empty="Every sound file that was found could be used."
            facts={(problem) => <ProblemFacts problem={problem} />}
          />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}
