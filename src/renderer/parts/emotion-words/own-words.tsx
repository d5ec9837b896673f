import { Autocomplete, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useRef, useState } from 'react';
import { EmotionBadge } from '#renderer/parts/emotions/emotion-badge.tsx';
import { DataTable, type TableColumn } from '#renderer/parts/table/data-table.tsx';
import {
  contradictsShipped,
  type ListedOwnWord,
  type OwnWord,
  ownWordSchema,
  SKIPPED,
} from '#shared/emotion-words.ts';
import { counted } from '#shared/format.ts';
import { LABELS } from '#shared/labels.ts';
import { MAX_WORD_CHARACTERS } from '#shared/limits.ts';

/** A word that is being added or changed, as it is typed. */
export interface TypedWord {
  word: string;
  label: string;
}

interface OwnWordsProps {
  words: readonly ListedOwnWord[];
  typed: TypedWord;
  onType(typed: TypedWord): void;
  busy: boolean;
  /** Resolves to whether the word was saved. */
  onSave(word: OwnWord): Promise<boolean>;
  onRemove(words: readonly ListedOwnWord[]): void;
}

const CHOICES = [SKIPPED, ...Object.keys(LABELS)];
const NOUNS = ['word', 'words'] as const;
const wordOf = ({ word }: ListedOwnWord) => word;

const COLUMNS: readonly TableColumn<ListedOwnWord>[] = [
  { id: 'word', title: 'Word', value: wordOf, widthPx: 160, grow: 2, fixed: true },
  {
    id: 'label',
    title: 'Label',
    value: ({ label }) => label ?? SKIPPED,
    cell: ({ label }) => (label === null ? SKIPPED : <EmotionBadge emotion={label} />),
    kind: 'choice',
    widthPx: 130,
    grow: 1,
  },
  {
    id: 'shipped',
    title: 'In the program',
    value: (own) => shippedText(own),
    hint: 'What the word means without your own',
    widthPx: 180,
    grow: 2,
  },
];

/** `overrides happy (English)`; null if the program does not know the word. */
function shippedText(own: ListedOwnWord): string | null {
  if (own.shipped.length === 0) return null;
  const text = own.shipped.map(({ label, language }) => `${label} (${language})`).join(', ');
  return contradictsShipped(own) ? `overrides ${text}` : text;
}

/** The user's own words for emotions: a form that adds or changes one, and all of them. */
export function OwnWords({ words, typed, onType, busy, onSave, onRemove }: OwnWordsProps) {
  const [tried, setTried] = useState(false);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const field = useRef<HTMLInputElement>(null);
  const label = typed.label.trim();
  const read = ownWordSchema.safeParse({
    word: typed.word,
    label: label.toLowerCase() === SKIPPED ? null : label,
  });
  const problemOf = (key: 'word' | 'label'): string | null =>
    (tried && read.error?.issues.find(({ path }) => path[0] === key)?.message) || null;
  const type = (change: Partial<TypedWord>) => onType({ ...typed, ...change });
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!read.success || !(await onSave(read.data))) return;
    setTried(false);
    onType({ word: '', label: typed.label });
    field.current?.focus();
  };
  const change = ({ word, label }: OwnWord) => {
    onType({ word, label: label ?? SKIPPED });
    field.current?.focus();
  };
  const remove = (removed: readonly ListedOwnWord[]) => {
    setSelected(new Set());
    onRemove(removed);
  };
  return (
    <Stack gap="sm">
      <form onSubmit={(event) => void save(event)} aria-label="Add or change a word">
        <Group align="flex-start" gap="xs">
          <TextInput
            ref={field}
            label="Word"
            dir="auto"
            maxLength={MAX_WORD_CHARACTERS}
            value={typed.word}
            onChange={({ currentTarget }) => type({ word: currentTarget.value })}
            error={problemOf('word')}
            style={{ flex: 2 }}
          />
          <Autocomplete
            label="Label"
            data={CHOICES}
            limit={CHOICES.length}
            maxDropdownHeight={260}
            value={typed.label}
            onChange={(value) => type({ label: value })}
            error={problemOf('label')}
            style={{ flex: 1 }}
          />
          <Button type="submit" loading={busy} mt={24}>
            Save word
          </Button>
        </Group>
        <Text size="sm" c="dimmed" mt={4}>
          {SKIPPED} leaves out the clips with the word. Case, accents, digits and punctuation do not matter.
          {words.length > 0 && ' Double-click a word to change it.'}
        </Text>
      </form>
      {words.length > 0 && (
        <DataTable
          rows={words}
          columns={COLUMNS}
          getRowId={wordOf}
          ariaLabel="Your words"
          nouns={NOUNS}
          height={Math.min(420, 130 + 32 * words.length)}
          filters={words.length > 8}
          onOpen={change}
          selection={{ selected, onChange: setSelected }}
          onShortcut={(key, rows) => {
            if (key !== 'Delete' || rows.length === 0) return false;
            remove(rows);
            return true;
          }}
          footer={(items) => {
            const rows = items.flatMap((item) => item.rows);
            return (
              rows.length > 0 && (
                <Group gap="xs" mt={6}>
                  <Button size="xs" variant="default" onClick={() => remove(rows)}>
                    Remove {counted(rows.length, 'word')}
                  </Button>
                  {rows.length === 1 && (
                    <Button size="xs" variant="default" onClick={() => change(rows[0])}>
                      Change
                    </Button>
                  )}
                </Group>
              )
            );
          }}
        />
      )}
    </Stack>
  );
}
