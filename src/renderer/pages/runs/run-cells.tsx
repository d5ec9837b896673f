/** The cells of the table of runs. */
import { IconChevronRight, IconRobot } from '@tabler/icons-react';
import { createContext, useContext } from 'react';
import { Link } from 'react-router';
import { useLiveRun } from '#renderer/client/use-live-run.ts';
import { RenameField } from '#renderer/pages/run/rename-field.tsx';
import { shareDone } from '#renderer/pages/run/run-progress.ts';
import { DamagedMark, RunStatusCount, RunStatusMark } from '#renderer/parts/notes/run-status.tsx';
import { IntervalStrip } from '#renderer/parts/runs/interval-strip.tsx';
import { RunDot } from '#renderer/parts/runs/run-dot.tsx';
import type { TableGroup } from '#renderer/parts/table/table-column.ts';
import { colouredRun, runColours } from '#renderer/theme/run-colours.ts';
import type { RunSummary } from '#shared/answers.ts';
import { count, counted, dateTime, percent } from '#shared/format.ts';
import type { Interval } from '#shared/metrics.ts';
import { type MeanMetric, meanText, stateCounts, statesText } from '#shared/run-groups.ts';
import classes from './run-columns.module.css';

/** The id of the run that is being renamed in the table. A context, so that the columns stay constant. */
export const RenamingContext = createContext<{ renaming: string | null; onDone(): void }>({
  renaming: null,
  onDone: () => undefined,
});

/** The colour of a run by its id. A context, because it depends on which runs are selected. */
export const RunColourContext = createContext<(run: string) => number>(runColours());

export type RunGroup = TableGroup<RunSummary>;

export function StatusCell({ run }: { run: RunSummary }) {
  if (run.damaged) return <DamagedMark />;
  return run.status === 'running' || run.status === 'waiting' || run.status === 'paused' ? (
    <LiveStatus run={run} />
  ) : (
    <RunStatusMark status={run.status} />
  );
}

/** The status of an active run with its progress in %, from its live data. */
function LiveStatus({ run }: { run: RunSummary }) {
  const live = useLiveRun(run.id);
  const share = shareDone(live, live.wanted);
  const status = live.status ?? run.status;
  if (status === 'waiting' || live.phase === null) return <RunStatusMark status={status} />;
  return (
    <span className={classes.live}>
      <RunStatusMark status={status} />
      <span className={classes.progress}>{share === null ? '' : `${Math.floor(100 * share)} %`}</span>
    </span>
  );
}

/** How many runs of a group are in which state. */
export function GroupStatusCell({ group }: { group: RunGroup }) {
  return (
    <span className={classes.states} title={statesText(group.rows)}>
      {stateCounts(group.rows).map(({ status, runs }) => (
        <RunStatusCount key={status} status={status} count={runs} />
      ))}
    </span>
  );
}

export function NameCell({ run }: { run: RunSummary }) {
  const { renaming, onDone } = useContext(RenamingContext);
  const colourOf = useContext(RunColourContext);
  if (renaming === run.id) return <RenameField run={run} width={420} size="xs" onDone={onDone} />;
  return (
    <span className={classes.name}>
      <RunDot colour={colourOf(run.id)} />
      {/* Not in the tab order: the table has the focus, and Enter opens the row. */}
      <Link
        to={`/runs/${encodeURIComponent(run.id)}`}
        tabIndex={-1}
        className={classes.title}
        title={run.name}
        // The row opens the run, too. Opening it once is enough.
        onClick={(event) => event.stopPropagation()}
      >
        {run.name}
      </Link>
      {run.synthetic && <SyntheticMark />}
    </span>
  );
}

export function GroupNameCell({ group }: { group: RunGroup }) {
  const colourOf = useContext(RunColourContext);
  const { title, rows, all } = group;
  const finished = rows.filter(({ status }) => status === 'finished').length;
  const others = finished === all ? '' : ` of ${count(all)}`;
  const facts = [
    `${counted(finished, 'finished run')} of ${count(all)}`,
    counted(new Set(rows.map(({ seed }) => seed)).size, 'seed'),
    ...(rows.length < all ? [`${counted(all - rows.length, 'run')} hidden by the filters`] : []),
  ];
  return (
    <span className={classes.name}>
      <IconChevronRight size={14} aria-hidden className={classes.chevron} />
      <RunDot colour={colourOf(colouredRun(rows.map(({ id }) => id)))} group />
      <span className={classes.title} title={title}>
        {title}
      </span>
      <span className={classes.members} title={facts.join('; ')}>
        n = {count(finished)}
        {others}
      </span>
      {rows.some(({ synthetic }) => synthetic) && <SyntheticMark />}
    </span>
  );
}

/** The date; the time of day is in the tooltip. */
export function DateCell({ iso }: { iso: string }) {
  const whole = dateTime(iso);
  return (
    <time dateTime={iso} title={whole}>
      {whole.slice(0, whole.indexOf(' '))}
    </time>
  );
}

function SyntheticMark() {
  return (
    <span
      role="img"
      aria-label="synthetic"
      className={classes.synthetic}
      title="Synthetic voices: results say nothing about people."
    >
      <IconRobot size={15} stroke={1.7} aria-hidden />
    </span>
  );
}

/** A metric with its interval, as numbers and on an axis from 0 to 100 %. */
export function MetricCell({
  run,
  share,
  interval,
  chance,
}: {
  run: string;
  share: number | null;
  interval: Interval | null;
  chance: number;
}) {
  const colourOf = useContext(RunColourContext);
  if (share === null) return <>–</>;
  return (
    <span className={classes.metric}>
      {percent(share)}{' '}
      <span className={classes.interval}>
        {interval === null ? '' : `${(100 * interval[0]).toFixed(0)}–${(100 * interval[1]).toFixed(0)}`}
      </span>
      <Strip value={share} interval={interval} chance={chance} colour={colourOf(run)} />
    </span>
  );
}

/** The mean of a metric over the finished runs of a group, with the standard deviation. */
export function GroupMetricCell({
  group,
  metric,
  chance,
}: {
  group: RunGroup;
  metric: MeanMetric | null;
  chance: number;
}) {
  const colourOf = useContext(RunColourContext);
  if (metric === null) return <>–</>;
  const { mean, deviation } = metric;
  const spread: Interval | null = deviation === null ? null : [mean - deviation, mean + deviation];
  return (
    <span className={classes.metric} title={meanText(metric)}>
      {deviation === null ? percent(mean) : `${(100 * mean).toFixed(1)} ± ${(100 * deviation).toFixed(1)} %`}
      <Strip
        value={mean}
        interval={spread}
        chance={chance}
        colour={colourOf(colouredRun(group.rows.map(({ id }) => id)))}
      />
    </span>
  );
}

function Strip({
  value,
  interval,
  chance,
  colour,
}: {
  value: number;
  interval: Interval | null;
  chance: number;
  colour: number;
}) {
  return (
    <IntervalStrip value={value} interval={interval} chance={chance} colour={`var(--run-colour-${colour})`} />
  );
}
