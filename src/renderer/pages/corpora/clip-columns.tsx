import { IconAlertTriangle } from '@tabler/icons-react';
import { EmotionBadge } from '#renderer/parts/emotions/emotion-badge.tsx';
import { ownName } from '#renderer/parts/own-name.ts';
import type { TableColumn } from '#renderer/parts/table/data-table.tsx';
import type { Problem } from '#shared/corpora.ts';
import { count, decibels } from '#shared/format.ts';
import classes from './corpora.module.css';
import { lastName, PROBLEM_LABELS } from './corpus-labels.ts';
import { correctionWords, type ListedClip, labelOf } from './corrections/corrected-clips.ts';

/** A file's name, and its folder as far as there is space. */
function FileCell({ path }: { path: string }) {
  const name = lastName(path);
  const folder = path.slice(0, -name.length - 1);
  return (
    <span className={classes.file} title={path}>
      <span>{name}</span>
      <span className={classes.path} aria-hidden>
        <bdi>{folder}</bdi>
      </span>
    </span>
  );
}

/** A name without its corpus, because the corpus has its own column. */
function OwnName({ name, corpus }: { name: string | null; corpus: string }) {
  return name === null ? '–' : <span title={name}>{ownName(name, corpus)}</span>;
}

/** Both labels of a corrected clip. */
const emotionText = (clip: ListedClip): string =>
  labelOf(clip) === clip.emotion ? clip.emotion : `${labelOf(clip)}, was ${clip.emotion}`;

function EmotionCell({ clip }: { clip: ListedClip }) {
  const isCorrected = labelOf(clip) !== clip.emotion;
  const isExcluded = clip.correction?.excluded === true;
  return (
    <span
      className={isExcluded ? classes.excluded : undefined}
      title={isCorrected || isExcluded ? `${emotionText(clip)}${isExcluded ? ', excluded' : ''}` : undefined}
    >
      <EmotionBadge emotion={labelOf(clip)} />
      {isCorrected && <span className={classes.was}>, was {clip.emotion}</span>}
    </span>
  );
}

/** The table of all clips. */
export const CLIP_COLUMNS: readonly TableColumn<ListedClip>[] = [
  {
    id: 'path',
    title: 'File',
    value: ({ path }) => path,
    cell: ({ path }) => <FileCell path={path} />,
    widthPx: 200,
    grow: 3,
    fixed: true,
  },
  {
    id: 'emotion',
    title: 'Emotion',
    value: labelOf,
    text: emotionText,
    cell: (clip) => <EmotionCell clip={clip} />,
    kind: 'choice',
    widthPx: 108,
  },
  {
    id: 'correction',
    title: 'Correction',
    hint: 'What you changed: relabelled, excluded from runs, marked',
    value: (clip) => correctionWords(clip).join(', ') || null,
    values: correctionWords,
    kind: 'choice',
    widthPx: 178,
  },
  { id: 'corpus', title: 'Corpus', value: ({ corpus }) => corpus, kind: 'choice', widthPx: 166, grow: 0.5 },
  {
    id: 'speaker',
    title: 'Speaker',
    value: ({ speaker }) => speaker,
    cell: ({ speaker, corpus }) => <OwnName name={speaker} corpus={corpus} />,
    kind: 'choice',
    widthPx: 96,
    grow: 0.5,
  },
  { id: 'sex', title: 'Sex', value: ({ sex }) => sex, kind: 'choice', widthPx: 80 },
  {
    id: 'age',
    title: 'Age (years)',
    value: ({ age }) => age ?? null,
    kind: 'number',
    widthPx: 110,
    hidden: true,
  },
  {
    id: 'sentence',
    title: 'Sentence',
    value: ({ sentence }) => sentence,
    cell: ({ sentence, corpus }) => <OwnName name={sentence} corpus={corpus} />,
    widthPx: 112,
    grow: 0.5,
  },
  { id: 'intensity', title: 'Intensity', value: ({ intensity }) => intensity, kind: 'choice', widthPx: 104 },
  {
    id: 'seconds',
    title: 'Length (s)',
    value: ({ durationSeconds }) => durationSeconds,
    text: ({ durationSeconds }) => durationSeconds.toFixed(2),
    kind: 'number',
    widthPx: 112,
  },
  {
    id: 'level',
    title: 'Level (dB)',
    hint: 'RMS level relative to full scale (dBFS)',
    value: ({ levelDbfs }) => levelDbfs,
    text: ({ levelDbfs }) => decibels(levelDbfs),
    kind: 'number',
    widthPx: 114,
  },
  {
    id: 'rate',
    title: 'Sample rate (Hz)',
    value: ({ sampleRateHz }) => sampleRateHz,
    text: ({ sampleRateHz }) => count(sampleRateHz),
    kind: 'number',
    widthPx: 152,
    hidden: true,
  },
  {
    id: 'warning',
    title: 'Warning',
    value: ({ warning }) => warning,
    cell: ({ warning }) =>
      warning === null ? (
        '–'
      ) : (
        <span title={warning}>
          <IconAlertTriangle size={14} className={classes.warning} aria-hidden /> {warning}
        </span>
      ),
    widthPx: 106,
    grow: 1,
  },
  {
    id: 'note',
    title: 'Note',
    hint: 'Your note, such as the reason of an exclusion',
    value: ({ correction }) => (correction === undefined || correction.note === '' ? null : correction.note),
    widthPx: 140,
    grow: 1,
    hidden: true,
  },
  {
    id: 'code',
    title: 'Original label',
    hint: 'The label of the emotion in the corpus, such as 02 (calm) in RAVDESS',
    value: ({ code }) => code,
    kind: 'choice',
    widthPx: 132,
    hidden: true,
  },
  {
    id: 'channels',
    title: 'Channels',
    value: ({ channels }) => channels,
    kind: 'number',
    widthPx: 100,
    hidden: true,
  },
  {
    id: 'synthetic',
    title: 'Data',
    hint: 'Recorded from people, or synthetic: made by the program',
    value: ({ synthetic }) => (synthetic ? 'synthetic' : 'recorded'),
    kind: 'choice',
    widthPx: 108,
    hidden: true,
  },
];

/** The same with space for two labels in the column of emotions. */
export const CORRECTED_CLIP_COLUMNS: typeof CLIP_COLUMNS = CLIP_COLUMNS.map((column) =>
  column.id === 'emotion' ? { ...column, widthPx: 178 } : column,
);

/** The table of skipped files. */
export const PROBLEM_COLUMNS: readonly TableColumn<Problem>[] = [
  {
    id: 'path',
    title: 'File',
    value: ({ path }) => path,
    cell: ({ path }) => <FileCell path={path} />,
    widthPx: 200,
    grow: 1.5,
    fixed: true,
  },
  { id: 'code', title: 'Problem', value: ({ code }) => PROBLEM_LABELS[code], kind: 'choice', widthPx: 152 },
  { id: 'reason', title: 'Reason', value: ({ reason }) => reason, widthPx: 220, grow: 3 },
];
