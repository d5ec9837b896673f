import { MultiSelect, Select, Stack, Text, Textarea } from '@mantine/core';
import {
  type PathPart,
  RULE_ROLES,
  type RulePreview,
  type RuleReading,
  type RuleRole,
} from '#shared/corpus-rules.ts';
import { TABLE_ROLES, type TableRole } from '#shared/corpus-tables.ts';
import { MAX_RULE_PATTERN_CHARACTERS } from '#shared/limits.ts';
import { partKey, partLabel, partOfKey, ROLE_LABELS } from './rule-labels.ts';

interface FieldsProps<R extends RuleReading> {
  read: R;
  preview: RulePreview;
  onChange: (read: R) => void;
}

type Reading<By extends RuleReading['by']> = Extract<RuleReading, { by: By }>;

/** Which part of the path is what. Several parts of a speaker are joined. */
export function PartFields({ read, preview, onChange }: FieldsProps<Reading<'parts'>>) {
  const chosen = Object.values(read.parts).flat();
  const missing = chosen.filter((part) => !preview.parts.some((own) => partKey(own.part) === partKey(part)));
  const options = [
    ...preview.parts.map((own) => ({ value: partKey(own.part), label: partLabel(own) })),
    ...[...new Set(missing.map(partKey))].map((key) => ({ value: key, label: `${key} (in few paths)` })),
  ];
  const set = (role: RuleRole, parts: PathPart[]) => {
    const { [role]: _, ...others } = read.parts;
    onChange({
      ...read,
      parts: { ...others, ...(parts.length > 0 ? { [role]: parts } : {}) } as typeof read.parts,
    });
  };
  return (
    <Stack gap="xs">
      {RULE_ROLES.map((role) => {
        const values = (read.parts[role] ?? []).map(partKey);
        return role === 'speaker' ? (
          <MultiSelect
            key={role}
            label={ROLE_LABELS[role]}
            description="Who speaks. Training and test must not share speakers."
            placeholder={values.length === 0 ? 'unknown' : undefined}
            data={options}
            value={values}
            onChange={(keys) => set(role, keys.map(partOfKey))}
            clearable
            hidePickedOptions
          />
        ) : (
          <Select
            key={role}
            label={ROLE_LABELS[role]}
            placeholder="not in the path"
            data={options}
            value={values[0] ?? null}
            onChange={(key) => set(role, key === null ? [] : [partOfKey(key)])}
            clearable={role !== 'emotion'}
            allowDeselect={role !== 'emotion'}
          />
        );
      })}
    </Stack>
  );
}

/** A regular expression on the path below the folder. */
export function PatternField({ read, preview, onChange }: FieldsProps<Reading<'pattern'>>) {
  return (
    <Textarea
      label="Regular expression"
      description={`On the path below the folder, with named groups: ${RULE_ROLES.map((role) => `(?<${role}>…)`).join(' ')}`}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      autosize
      minRows={3}
      spellCheck={false}
      maxLength={MAX_RULE_PATTERN_CHARACTERS}
      value={read.pattern}
      error={preview.failure}
      onChange={({ currentTarget }) =>
        onChange({ ...read, pattern: currentTarget.value.replaceAll('\n', '') })
      }
    />
  );
}

/** A table of the folder, and its columns. */
export function TableFields({ read, preview, onChange }: FieldsProps<Reading<'table'>>) {
  const table = preview.tables.find((own) => own.table === read.table);
  if (preview.tables.length === 0)
    return <Text size="sm">No table was found in the folder (CSV, TSV, JSON, JSON Lines, db.yaml).</Text>;
  const set = (role: TableRole, name: string | null) => {
    const { [role]: _, ...others } = read.columns;
    onChange({ ...read, columns: name === null ? others : { ...others, [role]: name } });
  };
  return (
    <Stack gap="xs">
      <Select
        label="Table"
        data={preview.tables.map((own) => own.table)}
        value={read.table}
        allowDeselect={false}
        error={preview.failure}
        onChange={(name) => name !== null && onChange({ ...read, table: name, columns: {} })}
      />
      {table !== undefined &&
        TABLE_ROLES.filter((role) => role !== 'start' && role !== 'end').map((role) => (
          <Select
            key={role}
            label={`Column of the ${role}`}
            placeholder={table.columns[role] === undefined ? 'not found' : `found: ${table.columns[role]}`}
            data={[...new Set(table.header.filter((name) => name !== ''))]}
            value={read.columns[role] ?? null}
            onChange={(name) => set(role, name)}
            clearable
          />
        ))}
    </Stack>
  );
}
