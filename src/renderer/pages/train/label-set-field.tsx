import { Anchor, Button, Group, Modal, Text } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { useAction } from '#renderer/client/use-action.ts';
import { useRequest } from '#renderer/client/use-request.ts';
import { LabelSetEditor } from '#renderer/parts/label-sets/label-set-editor.tsx';
import { AS_LABELLED, completeLabelSet, LABEL_SETS, type LabelSet } from '#shared/label-sets.ts';
import type { LibraryFolder } from '#shared/library.ts';
import type { Choice } from '#shared/settings/setting.ts';
import { type FormProps, SettingField } from './setting-field.tsx';
import { withSetting } from './train-form.ts';

/** The label set of the run, and the dialog that makes one. */
export function LabelSetField({ form, setForm, library }: FormProps & { library: readonly LibraryFolder[] }) {
  const { data: sets = [] } = useRequest('labelSets.list', {});
  const remove = useAction('labelSets.remove');
  const [edited, setEdited] = useState<LabelSet | null>(null);
  const current = form.settings.labels;
  // A repeated run may have a label set that is not in the list any more.
  const all = [
    ...sets.map(({ set, about }) => ({ set, about: about ?? namesOf(set) })),
    ...(sets.some(({ set }) => set.name === current.name) ? [] : [{ set: current, about: namesOf(current) }]),
  ];
  const choices = Object.fromEntries(all.map(({ set, about }): [string, Choice] => [set.name, { about }]));
  const isOwn = !Object.hasOwn(LABEL_SETS, current.name);
  const counts = labelCounts(library.filter(({ folder }) => form.folders.includes(folder)));
  const use = (set: LabelSet) => setForm(withSetting(form, 'labels', set));
  return (
    <div>
      <SettingField
        form={form}
        setForm={setForm}
        path="labels"
        choices={choices}
        chosen={current.name}
        varies
        onChoose={(name) => {
          const found = all.find(({ set }) => set.name === name);
          if (found !== undefined) use(found.set);
        }}
      />
      <Group gap={4} mt={2}>
        <Button
          variant="subtle"
          size="compact-xs"
          onClick={() => setEdited(isOwn ? current : copyOf(current, counts))}
        >
          {isOwn ? 'Edit …' : 'Make a label set …'}
        </Button>
        {isOwn && sets.some(({ set }) => set.name === current.name) && (
          <Button
            variant="subtle"
            color="gray"
            size="compact-xs"
            onClick={() =>
              void remove
                .run({ name: current.name })
                .then((done) => done !== undefined && use(LABEL_SETS.seven))
            }
          >
            Delete
          </Button>
        )}
      </Group>
      <Modal opened={edited !== null} onClose={() => setEdited(null)} title="Label set" size="xl">
        <Text size="sm" c="dimmed" mb="sm">
          Scans find the labels by{' '}
          <Anchor component={Link} to="/settings?tab=words" size="sm" underline="always">
            words for emotions
          </Anchor>
          , which you can change.
        </Text>
        {edited !== null && (
          <LabelSetEditor
            set={edited}
            counts={counts}
            onCancel={() => setEdited(null)}
            onSaved={(set) => {
              use(set);
              setEdited(null);
            }}
          />
        )}
      </Modal>
    </div>
  );
}

const namesOf = ({ emotions }: LabelSet): string => emotions.map(({ name }) => name).join(', ');

/** The labels of the corpora in these folders, with their clips. */
function labelCounts(folders: readonly LibraryFolder[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { emotions } of folders.flatMap(({ corpora }) => corpora)) {
    for (const [label, clips] of Object.entries(emotions)) counts[label] = (counts[label] ?? 0) + clips;
  }
  return counts;
}

/** A set of the program under another name, to be changed. */
function copyOf(set: LabelSet, counts: Readonly<Record<string, number>>): LabelSet {
  const labels = Object.keys(counts);
  const whole = set.name === AS_LABELLED && labels.length >= 2 ? completeLabelSet(set, labels) : set;
  return { ...structuredClone(whole), name: `my ${set.name}` };
}
