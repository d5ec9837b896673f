import { Checkbox, Text, TextInput } from '@mantine/core';
import { useId, useState } from 'react';
import type { CorpusRule, RulePreview } from '#shared/corpus-rules.ts';
import { count } from '#shared/format.ts';
import { LABELS, labelSchema } from '#shared/labels.ts';
import classes from './rule.module.css';

interface RuleWordsProps {
  words: RulePreview['words'];
  /** What the user has changed. */
  own: CorpusRule['words'];
  onChange: (own: CorpusRule['words']) => void;
}

/** More words are not read one by one. */
const MAX_SHOWN = 100;

/** Every word for an emotion with its label. The user can give another one, or leave the word out. */
export function RuleWords({ words, own, onChange }: RuleWordsProps) {
  const labels = useId();
  // Unknown words first. A row does not move while the user gives it a label: only other words make a new order.
  const [order, setOrder] = useState<readonly string[]>([]);
  const isNew = words.length !== order.length || words.some(({ word }) => !order.includes(word));
  if (isNew)
    setOrder(
      words.toSorted((a, b) => Number(a.label !== null) - Number(b.label !== null)).map(({ word }) => word),
    );
  if (words.length === 0) return null;
  const set = (word: string, label: string | null | undefined) => {
    const { [word]: _, ...others } = own;
    onChange(label === undefined ? others : { ...others, [word]: label });
  };
  return (
    <div className={classes.list}>
      <datalist id={labels}>
        {Object.keys(LABELS).map((label) => (
          <option key={label} value={label} />
        ))}
      </datalist>
      <table aria-label="Words for emotions">
        <thead>
          <tr>
            <th scope="col">Word</th>
            <th scope="col">Clips</th>
            <th scope="col">Label</th>
            <th scope="col">Use</th>
          </tr>
        </thead>
        <tbody>
          {order.slice(0, MAX_SHOWN).map((word) => {
            const entry = words.find((other) => other.word === word);
            if (entry === undefined) return null;
            const { label, count: clips } = entry;
            const isSkipped = own[word] === null;
            const text = own[word] ?? (isSkipped ? '' : (label ?? ''));
            const isValid = text === '' || labelSchema.safeParse(text).success;
            return (
              <tr key={word}>
                <th scope="row">{word}</th>
                <td className="tabular">{count(clips)}</td>
                <td>
                  <TextInput
                    size="xs"
                    list={labels}
                    aria-label={`Label of ${word}`}
                    placeholder={isSkipped ? 'skipped' : 'no label'}
                    disabled={isSkipped}
                    spellCheck={false}
                    value={text}
                    error={!isValid}
                    onChange={({ currentTarget }) =>
                      set(word, currentTarget.value === '' ? undefined : currentTarget.value)
                    }
                  />
                </td>
                <td>
                  <Checkbox
                    size="xs"
                    aria-label={`Use clips with ${word}`}
                    checked={!isSkipped}
                    onChange={({ currentTarget }) => set(word, currentTarget.checked ? undefined : null)}
                  />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {words.length > MAX_SHOWN && (
        <Text size="sm" c="dimmed">
          {count(words.length - MAX_SHOWN)} more words. Is this the part with the emotion?
        </Text>
      )}
    </div>
  );
}
