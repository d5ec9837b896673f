import {
  Alert,
  Button,
  FileButton,
  Group,
  Loader,
  SegmentedControl,
  Select,
  Stack,
  Text,
} from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconAlertTriangle, IconDownload, IconUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { useAction } from '#renderer/client/use-action.ts';
import { useRequest } from '#renderer/client/use-request.ts';
import { downloadContent } from '#renderer/parts/download.ts';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { type CorpusRule, corpusRuleSchema, type RulePreview } from '#shared/corpus-rules.ts';
import type { Failure } from '#shared/failure.ts';
import { lastName } from '../corpus-labels.ts';
import { PathSample } from './path-sample.tsx';
import classes from './rule.module.css';
import { PartFields, PatternField, TableFields } from './rule-fields.tsx';
import { startOf, WAYS } from './rule-labels.ts';
import { RuleResult } from './rule-result.tsx';
import { RuleWords } from './rule-words.tsx';

interface RuleWizardProps {
  folder: string;
  /** The rule to start from; null: the folder's own, or a guess. */
  start: CorpusRule | null;
  onCancel: () => void;
  /** The rule was saved, or removed. */
  onSaved: () => void;
  busy: boolean;
}

/** While the user types, the preview waits this long. */
const TYPING_MS = 250;

/** Lets the user say how the clips of a folder are read. The preview follows every change. */
export function RuleWizard({ folder, start, onCancel, onSaved, busy }: RuleWizardProps) {
  const [own, setOwn] = useState<CorpusRule | null>(start);
  const [asked] = useDebouncedValue(own, TYPING_MS);
  // A rule that is not complete is not sent; the last preview stays.
  const sent = asked !== null && corpusRuleSchema.safeParse(asked).success ? asked : null;
  const [lastSent, setLastSent] = useState<CorpusRule | null>(start);
  if (sent !== null && sent !== lastSent) setLastSent(sent);
  const { data, failure, asking } = useRequest(
    'library.previewRule',
    { folder, rule: sent ?? lastSent },
    { staleMs: 3000 },
  );
  const { data: stored } = useRequest('library.rule', { folder });
  // Without a guess, the user begins with some part of the path.
  if (own === null && data?.rule === null && data.parts.length > 0)
    setOwn({ version: 1, read: startOf('parts', data), words: {} });
  const save = useAction('library.setRule');
  const rule = own ?? data?.rule ?? null;
  const store = async (next: CorpusRule | null) => {
    if ((await save.run({ folder, rule: next })) !== undefined) onSaved();
  };
  if (data === undefined)
    return failure === null ? (
      <Group gap="xs" mih={300} justify="center">
        <Loader size={18} aria-hidden />
        <Text>Reading the folder …</Text>
      </Group>
    ) : (
      <FailureNote failure={failure} />
    );
  const isUsable =
    rule !== null && corpusRuleSchema.safeParse(rule).success && data.failure === null && data.clips > 0;
  return (
    <div>
      <Text size="sm" c="dimmed" mb="sm" style={{ overflowWrap: 'anywhere' }}>
        {folder}
      </Text>
      <div className={classes.wizard}>
        <RuleForm rule={rule} preview={data} onChange={setOwn} />
        <div className={classes.column} aria-busy={asking}>
          <FailureNote failure={failure} />
          {stored?.damaged != null && (
            <FailureNote failure={{ code: 'record-damaged', message: stored.damaged }} />
          )}
          <PathSample sample={data.sample} />
          <RuleResult preview={data} />
          <RuleWords
            words={data.words}
            own={rule?.words ?? {}}
            onChange={(words) => rule !== null && setOwn({ ...rule, words })}
          />
        </div>
      </div>
      <div className={classes.footer}>
        <FailureNote failure={save.failure} onClose={save.clear} />
        <Group justify="space-between" gap="xs">
          <RuleFiles folder={folder} rule={rule} onRule={setOwn} />
          <Group gap="xs">
            {(stored?.rule != null || stored?.damaged != null) && (
              <Button variant="subtle" color="red" onClick={() => void store(null)} disabled={busy}>
                Remove this rule
              </Button>
            )}
            <Button variant="default" onClick={onCancel}>
              Back
            </Button>
            <Button disabled={!isUsable || busy} loading={save.running} onClick={() => void store(rule)}>
              Scan with this rule
            </Button>
          </Group>
        </Group>
      </div>
    </div>
  );
}

interface RuleFormProps {
  rule: CorpusRule | null;
  preview: RulePreview;
  onChange: (rule: CorpusRule) => void;
}

/** How the folder is read: the guesses, the way, and its fields. */
function RuleForm({ rule, preview, onChange }: RuleFormProps) {
  const { guesses } = preview;
  const words = rule?.words ?? {};
  const set = (read: CorpusRule['read']) => onChange({ ...(rule ?? { version: 1 }), read, words });
  const current = guesses.findIndex(({ read }) => JSON.stringify(read) === JSON.stringify(rule?.read));
  const read = rule?.read ?? null;
  return (
    <div className={classes.column}>
      {guesses.length === 0 && preview.files > 0 && (
        <Alert variant="light" color="yellow" p="xs" icon={<IconAlertTriangle size={16} />}>
          No part of the paths is a known word for an emotion. Choose the part, and give its words labels.
        </Alert>
      )}
      {guesses.length > 0 && (
        <Select
          label="Guesses of the program"
          placeholder="Changed"
          data={guesses.map(({ about }, index) => ({ value: String(index), label: about }))}
          value={current < 0 ? null : String(current)}
          allowDeselect={false}
          onChange={(index) => index !== null && set(guesses[Number(index)].read)}
        />
      )}
      <SegmentedControl
        aria-label="How the folder is read"
        data={[...WAYS]}
        value={read?.by ?? WAYS[0].value}
        onChange={(by) => set(startOf(by as CorpusRule['read']['by'], preview))}
      />
      <Stack gap="xs">
        {read?.by === 'parts' && <PartFields read={read} preview={preview} onChange={set} />}
        {read?.by === 'pattern' && <PatternField read={read} preview={preview} onChange={set} />}
        {read?.by === 'table' && <TableFields read={read} preview={preview} onChange={set} />}
      </Stack>
    </div>
  );
}

interface RuleFilesProps {
  folder: string;
  rule: CorpusRule | null;
  onRule: (rule: CorpusRule) => void;
}

/** Exports and imports the rule as JSON. */
function RuleFiles({ folder, rule, onRule }: RuleFilesProps) {
  const [failure, setFailure] = useState<Failure | null>(null);
  const read = async (file: File | null) => {
    if (file === null) return;
    const parsed = corpusRuleSchema.safeParse(await file.text().then(parsedJson));
    if (parsed.success) onRule(parsed.data);
    const message = `${file.name} is not a rule. Choose a .json file that was exported here.`;
    setFailure(parsed.success ? null : { code: 'invalid-rule', message });
  };
  return (
    <Group gap="xs">
      <FileButton accept=".json,application/json" onChange={(file) => void read(file)}>
        {(props) => (
          <Button variant="default" leftSection={<IconUpload size={16} />} {...props}>
            Import …
          </Button>
        )}
      </FileButton>
      <Button
        variant="default"
        leftSection={<IconDownload size={16} />}
        disabled={rule === null}
        onClick={() =>
          downloadContent(
            `${lastName(folder)}.rule.json`,
            `${JSON.stringify(rule, null, 2)}\n`,
            'application/json',
          )
        }
      >
        Export
      </Button>
      <FailureNote failure={failure} onClose={() => setFailure(null)} />
    </Group>
  );
}

/** The value of JSON text; null for other text, which no schema accepts. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}
