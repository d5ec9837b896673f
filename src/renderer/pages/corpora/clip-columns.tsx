import { IconAlertTriangle } from '@tabler/icons-react';
import type { Problem } from '../../../shared/corpora.ts';
import type { ClipRow } from '../../../shared/library.ts';
import type { TableColumn } from '../../parts/data-table.tsx';
import { EmotionBadge } from '../../parts/emotion-badge.tsx';
import { ownName } from '../../parts/own-name.ts';
import classes from './corpora.module.css';
import { lastName, PROBLEM_WORDS } from './corpus-words.ts';

/** A file's own name, and the folder that it lies in as far as there is room. */
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

/** Without the corpus, which stands in a column of its own. */
function OwnName({ name, corpus }: { name: string | null; corpus: string }) {
  return name === null ? '–' : <span title={name}>{ownName(name, corpus)}</span>;
}

/** The table of all clips. */
export const CLIP_COLUMNS: readonly TableColumn<ClipRow>[] = [
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
    value: ({ emotion }) => emotion,
    cell: ({ emotion }) => <EmotionBadge emotion={emotion} />,
    kind: 'choice',
    widthPx: 108,
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
    title: 'Seconds',
    value: ({ durationSeconds }) => durationSeconds,
    text: ({ durationSeconds }) => durationSeconds.toFixed(2),
    kind: 'number',
    widthPx: 96,
  },
  {
    id: 'level',
    title: 'Level',
    hint: 'Root mean square level, decibels relative to full scale',
    value: ({ levelDbfs }) => levelDbfs,
    text: ({ levelDbfs }) => levelDbfs.toFixed(1),
    kind: 'number',
    widthPx: 84,
  },
  {
    id: 'rate',
    title: 'Rate',
    hint: 'Sampling rate, hertz',
    value: ({ sampleRateHz }) => sampleRateHz,
    kind: 'number',
    widthPx: 84,
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
    id: 'code',
    title: 'As published',
    hint: 'The emotion’s code in the corpus itself, such as 02 for RAVDESS’s calm',
    value: ({ code }) => code,
    kind: 'choice',
    widthPx: 118,
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
    title: 'Synthetic',
    hint: 'Made by the laboratory’s synthesizer, not by a person',
    value: ({ synthetic }) => (synthetic ? 'synthetic' : 'recorded'),
    kind: 'choice',
    widthPx: 108,
    hidden: true,
  },
];

/** The table of what was left out. */
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
  { id: 'code', title: 'What', value: ({ code }) => PROBLEM_WORDS[code], kind: 'choice', widthPx: 124 },
  { id: 'reason', title: 'Reason', value: ({ reason }) => reason, widthPx: 220, grow: 3 },
];
