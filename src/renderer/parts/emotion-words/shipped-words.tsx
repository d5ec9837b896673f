import { EmotionBadge } from '#renderer/parts/emotions/emotion-badge.tsx';
import { DataTable, type TableColumn } from '#renderer/parts/table/data-table.tsx';
import type { EmotionWordTable } from '#shared/emotion-words.ts';

type ShippedWord = EmotionWordTable['shipped'][number];

const COLUMNS: readonly TableColumn<ShippedWord>[] = [
  { id: 'word', title: 'Word', value: ({ word }) => word, widthPx: 180, grow: 2, fixed: true },
  {
    id: 'language',
    title: 'Language',
    value: ({ language }) => language,
    kind: 'choice',
    widthPx: 140,
    grow: 1,
  },
  {
    id: 'label',
    title: 'Label',
    value: ({ label }) => label,
    cell: ({ label }) => <EmotionBadge emotion={label} />,
    kind: 'choice',
    widthPx: 140,
    grow: 1,
  },
];
const NOUNS = ['word', 'words'] as const;
const idOf = ({ language, label, word }: ShippedWord) => `${language} ${label} ${word}`;

/** The words of the program for emotions. Enter or a double click on one begins to change its meaning. */
export function ShippedWords({
  words,
  onChange,
}: {
  words: readonly ShippedWord[];
  onChange(word: ShippedWord): void;
}) {
  return (
    <DataTable
      rows={words}
      columns={COLUMNS}
      getRowId={idOf}
      ariaLabel="Words of the program"
      nouns={NOUNS}
      height={360}
      onOpen={onChange}
    />
  );
}
