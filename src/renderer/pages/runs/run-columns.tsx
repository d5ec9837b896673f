import { IconRobot } from '@tabler/icons-react';
import { createContext, useContext } from 'react';
import { Link } from 'react-router';
import type { RunSummary } from '../../../shared/answers.ts';
import type { Interval } from '../../../shared/figures.ts';
import { useLiveRun } from '../../laboratory/use-live-run.ts';
import type { TableColumn } from '../../parts/data-table.tsx';
import { dateTime, duration, percent } from '../../parts/figures.ts';
import { RunStatusMark } from '../../parts/run-status.tsx';
import { RenameField } from '../run/rename-field.tsx';
import { shareDone } from '../run/run-pace.ts';
import classes from './run-columns.module.css';

/** The run whose name is being changed in the table, and what ends it: the columns themselves hold still. */
export const RenamingContext = createContext<{ renaming: string | null; onDone(): void }>({
  renaming: null,
  onDone: () => undefined,
});

/** A figure in per cent, as its filter takes it; its interval beside it. */
function figureColumn(
  id: string,
  title: string,
  hint: string,
  figure: (run: RunSummary) => number | null,
  interval: (run: RunSummary) => Interval | null,
): TableColumn<RunSummary> {
  return {
    id,
    title,
    hint: `${hint} With the 95 % interval; a filter takes per cent, as in >50.`,
    kind: 'number',
    widthPx: 112,
    value: (run) => {
      const share = figure(run);
      return share === null ? null : 100 * share;
    },
    text: (run) => percent(figure(run) ?? 0),
    cell: (run) => <FigureCell share={figure(run)} interval={interval(run)} />,
  };
}

/** The columns of the runs' table, in their order. */
export const RUN_COLUMNS: readonly TableColumn<RunSummary>[] = [
  {
    id: 'name',
    title: 'Name',
    widthPx: 178,
    grow: 3,
    fixed: true,
    value: ({ name }) => name,
    cell: (run) => <NameCell run={run} />,
  },
  {
    id: 'status',
    title: 'Status',
    kind: 'choice',
    widthPx: 122,
    fixed: true,
    value: ({ status }) => status,
    cell: (run) => <StatusCell run={run} />,
  },
  { id: 'network', title: 'Network', kind: 'choice', widthPx: 98, value: ({ network }) => network },
  {
    id: 'protocol',
    title: 'Protocol',
    kind: 'choice',
    widthPx: 160,
    hint: 'How the clips were split. Figures of different protocols do not compare.',
    value: ({ protocol }) => protocol,
  },
  figureColumn(
    'uar',
    'UAR',
    'The mean of the recalls of the emotions.',
    ({ uar }) => uar,
    ({ uarInterval }) => uarInterval,
  ),
  figureColumn(
    'accuracy',
    'Accuracy',
    'Share of the test clips whose emotion was found.',
    ({ accuracy }) => accuracy,
    ({ accuracyInterval }) => accuracyInterval,
  ),
  figureColumn(
    'f1',
    'F1, macro',
    'The mean over the emotions of precision and recall together.',
    ({ f1Macro }) => f1Macro,
    ({ f1MacroInterval }) => f1MacroInterval,
  ),
  {
    id: 'bestEpoch',
    title: 'Best epoch',
    kind: 'number',
    widthPx: 108,
    hint: 'Whose weights were tested; the mean over the folds.',
    value: ({ bestEpoch }) => bestEpoch,
  },
  {
    id: 'duration',
    title: 'Time',
    kind: 'number',
    widthPx: 80,
    hint: 'What its epochs took; a filter takes seconds.',
    value: ({ durationSeconds }) => durationSeconds,
    text: ({ durationSeconds }) => duration(durationSeconds ?? 0),
  },
  {
    id: 'tags',
    title: 'Tags',
    widthPx: 94,
    grow: 1,
    kind: 'choice',
    value: ({ tags }) => tags.join(', ') || null,
    values: ({ tags }) => tags,
  },
  {
    id: 'created',
    title: 'Begun',
    widthPx: 136,
    value: ({ createdAt }) => createdAt,
    text: ({ createdAt }) => dateTime(createdAt),
    hidden: true,
  },
  { id: 'epochs', title: 'Epochs', kind: 'number', widthPx: 92, value: ({ epochs }) => epochs, hidden: true },
  {
    id: 'corpora',
    title: 'Corpora',
    kind: 'choice',
    widthPx: 120,
    grow: 1,
    value: ({ corpora }) => corpora.join(', ') || null,
    hidden: true,
  },
  { id: 'clips', title: 'Clips', kind: 'number', widthPx: 80, value: ({ clips }) => clips, hidden: true },
  {
    id: 'recipe',
    title: 'Recipe',
    kind: 'choice',
    widthPx: 104,
    value: ({ recipe }) => recipe,
    hidden: true,
  },
  { id: 'seed', title: 'Seed', kind: 'number', widthPx: 72, value: ({ seed }) => seed, hidden: true },
  {
    id: 'engine',
    title: 'Engine',
    kind: 'choice',
    widthPx: 100,
    value: ({ engine }) => engine,
    hidden: true,
  },
  {
    id: 'synthetic',
    title: 'Voices',
    kind: 'choice',
    widthPx: 100,
    value: ({ synthetic }) => (synthetic ? 'synthetic' : 'recorded'),
    hidden: true,
  },
  {
    id: 'notes',
    title: 'Notes',
    widthPx: 160,
    grow: 2,
    value: ({ notes }) => notes.replace(/\s+/g, ' ') || null,
    hidden: true,
  },
  { id: 'id', title: 'Id', widthPx: 150, value: ({ id }) => id, hidden: true },
];

function StatusCell({ run }: { run: RunSummary }) {
  return run.status === 'running' || run.status === 'waiting' || run.status === 'paused' ? (
    <LiveStatus run={run} />
  ) : (
    <RunStatusMark status={run.status} />
  );
}

/** A run at work with how far it is, from what is told while it trains. */
function LiveStatus({ run }: { run: RunSummary }) {
  const live = useLiveRun(run.id);
  const share = shareDone(live, live.wanted);
  const status = live.status ?? run.status;
  if (status === 'waiting' || live.phase === null) return <RunStatusMark status={status} />;
  return (
    <span className={classes.live}>
      <RunStatusMark status={status} />
      <span className={classes.way}>{share === null ? '' : `${Math.floor(100 * share)} %`}</span>
    </span>
  );
}

function NameCell({ run }: { run: RunSummary }) {
  const { renaming, onDone } = useContext(RenamingContext);
  if (renaming === run.id) return <RenameField run={run} width={420} size="xs" onDone={onDone} />;
  return (
    <span className={classes.name}>
      {/* Out of the order of the keys: the table has the focus, and Enter opens its row. */}
      <Link
        to={`/runs/${encodeURIComponent(run.id)}`}
        tabIndex={-1}
        className={classes.title}
        title={run.name}
      >
        {run.name}
      </Link>
      {run.synthetic && (
        <span
          role="img"
          aria-label="synthetic"
          className={classes.synthetic}
          title="Made with synthetic voices: its figures say nothing about people."
        >
          <IconRobot size={15} stroke={1.7} aria-hidden />
        </span>
      )}
    </span>
  );
}

function FigureCell({ share, interval }: { share: number | null; interval: Interval | null }) {
  if (share === null) return '–';
  return (
    <>
      {percent(share)}{' '}
      <span className={classes.interval}>
        {interval === null ? '' : `${(100 * interval[0]).toFixed(0)}–${(100 * interval[1]).toFixed(0)}`}
      </span>
    </>
  );
}
