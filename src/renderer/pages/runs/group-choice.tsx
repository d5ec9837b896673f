import { Button, MultiSelect, Popover, Select, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { counted } from '#shared/format.ts';
import { SETTINGS } from '#shared/settings/catalogue.ts';
import { SECTIONS } from '#shared/settings/setting.ts';
import { DEFAULT_GROUPING, GROUPED_PROPERTIES, isBySeed, type RunGroupingChoice } from './run-grouping.ts';

const SEED = 'seed';
const EXCEPT = 'except';
const OPTIONS = [
  { value: 'nothing', label: 'Nothing' },
  { value: SEED, label: 'Everything but the seed' },
  { value: EXCEPT, label: 'Everything but …' },
  { value: 'tag', label: 'Tags' },
  { value: 'network', label: 'Network' },
  { value: 'protocol', label: 'Protocol' },
  { value: 'grid', label: 'Grid' },
];

/** The choice of what the table is grouped by. */
export function GroupChoice({
  choice,
  onChange,
}: {
  choice: RunGroupingChoice;
  onChange: (choice: RunGroupingChoice) => void;
}) {
  // The settings may be the seed alone after “Everything but …” was chosen.
  const [choosing, setChoosing] = useState(false);
  const bySettings = choice.by === 'settings';
  const value = !bySettings ? choice.by : isBySeed(choice) && !choosing ? SEED : EXCEPT;
  const choose = (next: string | null) => {
    setChoosing(next === EXCEPT);
    const property = GROUPED_PROPERTIES.find((one) => one === next);
    if (property !== undefined) onChange({ by: property });
    else if (next === 'nothing') onChange({ by: 'nothing' });
    else if (next === SEED || !bySettings) onChange(DEFAULT_GROUPING);
  };
  return (
    <>
      <Select
        aria-label="Group by"
        size="xs"
        w={228}
        leftSection={
          <Text size="xs" c="dimmed" aria-hidden style={{ whiteSpace: 'nowrap' }}>
            Group:
          </Text>
        }
        leftSectionWidth={52}
        data={OPTIONS}
        value={value}
        onChange={choose}
        comboboxProps={{ width: 220, position: 'bottom-start', keepMounted: false }}
      />
      {bySettings && value === EXCEPT && (
        <ExceptedSettings
          except={choice.except}
          opened={choosing}
          onOpened={setChoosing}
          onChange={(except) => onChange({ by: 'settings', except })}
        />
      )}
    </>
  );
}

/** The settings in which the runs of a group may differ. */
function ExceptedSettings({
  except,
  opened,
  onOpened,
  onChange,
}: {
  except: readonly string[];
  opened: boolean;
  onOpened: (opened: boolean) => void;
  onChange: (except: string[]) => void;
}) {
  const data = useMemo(settingOptions, []);
  return (
    <Popover opened={opened} onChange={onOpened} position="bottom-start" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button size="xs" h={30} variant="default" onClick={() => onOpened(!opened)}>
          {counted(except.length, 'setting')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown w={340}>
        <MultiSelect
          label="Everything but these settings"
          description="Runs of a group have the same data and equal settings, except for these and those that depend on them."
          data={data}
          value={[...except]}
          onChange={onChange}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': 'Remove all' }}
          nothingFoundMessage="No setting has this name."
          comboboxProps={{ withinPortal: false }}
          maxDropdownHeight={260}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

/** The settings by section. Labels that occur twice get their path. */
function settingOptions() {
  const uses = Map.groupBy(SETTINGS, ({ label }) => label);
  const sections = Map.groupBy(SETTINGS, ({ section }) => section);
  return [...sections].map(([section, settings]) => ({
    group: SECTIONS[section].replace(/( \(.*\))?:$/, ''),
    items: settings.map(({ path, label }) => ({
      value: path,
      label: (uses.get(label)?.length ?? 0) > 1 ? `${label} (${path})` : label,
    })),
  }));
}
