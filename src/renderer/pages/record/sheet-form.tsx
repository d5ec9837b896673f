import { Button, Group, Stack, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import type { Failure } from '#shared/failure.ts';
import { SEVEN } from '#shared/label-sets.ts';
import { MAX_CORPUS_NAME_CHARACTERS, MAX_STATEMENT_CHARACTERS } from '#shared/limits.ts';
import { ownCorpusNameSchema, type Prompts, promptsSchema, statementSchema } from '#shared/own-corpora.ts';
import { emotionsToRecord } from './prompt-emotions.ts';
import { type PromptDraft, PromptFields, type PromptProblems } from './prompt-fields.tsx';
import { sentencesOfText } from './sentence-list.ts';

interface FormProps<T> {
  saving: boolean;
  failure: Failure | null;
  onSave(value: T): Promise<void>;
}

interface Sheet {
  name: string;
  prompts: Prompts;
  statement: string;
}

/** The sheet of a new corpus: its name, what is read, and the statement to which the speakers agree. */
export function NewCorpusForm({ statement, ...rest }: FormProps<Sheet> & Pick<Sheet, 'statement'>) {
  const prompts: PromptDraft = {
    emotions: emotionsToRecord(SEVEN),
    sentences: '',
    repetitions: 2,
    order: 'random',
  };
  return <SheetForm name="" draft={prompts} statement={statement} submit="Create" {...rest} />;
}

/** The same for a corpus that exists: its name is fixed. */
export function ChangeCorpusForm({ sheet, ...rest }: FormProps<Sheet> & { sheet: Sheet }) {
  const draft = { ...sheet.prompts, sentences: sheet.prompts.sentences.join('\n') };
  return (
    <SheetForm fixedName={sheet.name} draft={draft} statement={sheet.statement} submit="Save" {...rest} />
  );
}

interface SheetFormProps extends FormProps<Sheet> {
  name?: string;
  fixedName?: string;
  draft: PromptDraft;
  statement: string;
  submit: string;
}

function SheetForm({ fixedName, draft, statement: given, submit, saving, failure, onSave }: SheetFormProps) {
  const [name, setName] = useState(fixedName ?? '');
  const [prompts, setPrompts] = useState(draft);
  const [statement, setStatement] = useState(given);
  const [tried, setTried] = useState(false);
  const parsed = {
    name: ownCorpusNameSchema.safeParse(name),
    prompts: promptsSchema.safeParse({ ...prompts, sentences: sentencesOfText(prompts.sentences) }),
    statement: statementSchema.safeParse(statement),
  };
  const firstIssue = (result: { error?: { issues: readonly { message: string }[] } }) =>
    tried ? result.error?.issues[0]?.message : undefined;
  const save = () => {
    setTried(true);
    if (parsed.name.success && parsed.prompts.success && parsed.statement.success)
      void onSave({ name: parsed.name.data, prompts: parsed.prompts.data, statement: parsed.statement.data });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Stack gap="sm">
        {fixedName === undefined && (
          <TextInput
            label="Name of the corpus"
            description="Also the name of its folder."
            maxLength={MAX_CORPUS_NAME_CHARACTERS}
            spellCheck={false}
            value={name}
            error={firstIssue(parsed.name)}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          />
        )}
        <PromptFields
          draft={prompts}
          problems={tried ? problemsOf(parsed.prompts.error?.issues ?? []) : {}}
          onChange={setPrompts}
        />
        <Textarea
          label="Consent statement"
          description="What the speakers agree to. Change it to what is true for your recordings, and to what your institution asks for."
          autosize
          minRows={4}
          maxRows={14}
          maxLength={MAX_STATEMENT_CHARACTERS}
          value={statement}
          error={firstIssue(parsed.statement)}
          onChange={({ currentTarget }) => setStatement(currentTarget.value)}
        />
        <FailureNote failure={failure} />
        <Group justify="flex-end">
          <Button type="submit" loading={saving}>
            {submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** The first problem of each field. */
function problemsOf(issues: readonly { path: PropertyKey[]; message: string }[]): PromptProblems {
  return Object.fromEntries(issues.toReversed().map(({ path, message }) => [String(path[0]), message]));
}
