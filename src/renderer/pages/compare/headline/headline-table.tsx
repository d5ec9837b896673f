import { ActionIcon, Anchor, Badge, Radio, Table, Text, Tooltip } from '@mantine/core';
import { IconMinus, IconTrendingDown, IconTrendingUp, IconX } from '@tabler/icons-react';
import { Link } from 'react-router';
import { COMPARED_METRICS, type ComparedDifference, type Comparison } from '#shared/comparison.ts';
import { percent } from '#shared/format.ts';
import { HEADLINE_METRICS } from '#shared/tables/metric-tables.ts';
import type { LookedItem } from '../item-look.ts';
import { ItemMark } from '../item-mark.tsx';
import { ItemStrips, StripAxis } from '../item-strips.tsx';
import { metricAxis, spreadOf } from '../metric-axis.ts';
import { directionOf, itemLine, membersText, metricText, pointsText } from '../metric-text.ts';
import { Scrollable } from '../scrollable.tsx';
import classes from './headline.module.css';

/** Guessing has the same chance level for both; F1 has no simple one. */
const WITH_CHANCE: readonly string[] = ['uar', 'accuracy'];

interface HeadlineProps {
  comparison: Comparison;
  items: readonly LookedItem[];
  baseline: number;
  /** Null while they are being tested. */
  differences: readonly ComparedDifference[] | null;
  onBaseline(index: number): void;
  /** Null if no item can be removed. */
  onRemove: ((index: number) => void) | null;
}

/** A row per item with UAR, accuracy and F1 on one axis, and the differences from the baseline. */
export function HeadlineTable({
  comparison,
  items,
  baseline,
  differences,
  onBaseline,
  onRemove,
}: HeadlineProps) {
  const { chanceLevel, comparable } = comparison;
  const ranked = comparable.basis !== 'none';
  const axis = metricAxis([
    ...(chanceLevel === null ? [] : [chanceLevel]),
    ...items.flatMap(({ item }) =>
      HEADLINE_METRICS.flatMap((name) => {
        const metric = item.results?.metrics[name];
        return metric === undefined ? [] : [metric.value, spreadOf(metric)];
      }),
    ),
  ]);
  return (
    <Scrollable label="Results">
      <Table aria-label="Results" className={classes.table} verticalSpacing={8} highlightOnHover={false}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th className={classes.item}>Run or group</Table.Th>
            {HEADLINE_METRICS.map((name) => (
              <Table.Th key={name} className={classes.metric}>
                <Tooltip
                  label={COMPARED_METRICS[name].about}
                  events={{ hover: true, focus: true, touch: true }}
                >
                  <Text span inherit role="note" tabIndex={0}>
                    {COMPARED_METRICS[name].label} (%)
                  </Text>
                </Tooltip>
                <StripAxis axis={axis} chance={WITH_CHANCE.includes(name) ? chanceLevel : null} />
              </Table.Th>
            ))}
            {onRemove !== null && (
              <Table.Th w={36}>
                <span className="visually-hidden">Remove</span>
              </Table.Th>
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody className="tabular">
          {items.map((looked) => (
            <Table.Tr key={looked.item.runs[0].id} data-baseline={looked.index === baseline || undefined}>
              <Table.Th scope="row" className={classes.item}>
                <ItemCell
                  looked={looked}
                  baseline={looked.index === baseline}
                  choosable={ranked && looked.item.results !== null}
                  onBaseline={() => onBaseline(looked.index)}
                />
              </Table.Th>
              {HEADLINE_METRICS.map((name) => {
                const metric = looked.item.results?.metrics[name] ?? null;
                const reference = items[baseline]?.item.results?.metrics[name] ?? null;
                return (
                  <Table.Td key={name} className={classes.metric}>
                    {metric === null ? (
                      <Text size="sm" c="dimmed">
                        –
                      </Text>
                    ) : (
                      <>
                        <span className={classes.value}>{metricText(metric)}</span>
                        <ItemStrips
                          axis={axis}
                          chance={WITH_CHANCE.includes(name) ? chanceLevel : null}
                          entries={[{ metric, look: looked.look, title: looked.item.title }]}
                        />
                        {ranked && reference !== null && looked.index !== baseline && (
                          <Difference
                            value={metric.value - reference.value}
                            certainty={name === 'uar' ? certaintyOf(differences, looked.index) : null}
                          />
                        )}
                      </>
                    )}
                  </Table.Td>
                );
              })}
              {onRemove !== null && (
                <Table.Td>
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={`Remove ${looked.item.title} from the comparison`}
                    onClick={() => onRemove(looked.index)}
                  >
                    <IconX size={16} />
                  </ActionIcon>
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Text size="sm" c="dimmed" mt={4}>
        Lines: {spreadSentence(items)}. All columns have the same axis.
        {chanceLevel !== null && ` Chance level: ${percent(chanceLevel)}.`}
      </Text>
    </Scrollable>
  );
}

function ItemCell({
  looked: { item, look },
  baseline,
  choosable,
  onBaseline,
}: {
  looked: LookedItem;
  baseline: boolean;
  choosable: boolean;
  onBaseline(): void;
}) {
  const isGroup = item.runs.length > 1;
  return (
    <>
      <span className={classes.title}>
        <ItemMark look={look} />
        {isGroup ? (
          <span>{item.title}</span>
        ) : (
          <Anchor component={Link} to={`/runs/${encodeURIComponent(item.runs[0].id)}`} c="inherit" inherit>
            {item.title}
          </Anchor>
        )}
      </span>
      <Text size="xs" c="dimmed">
        {itemLine(item)}
      </Text>
      {(isGroup || item.results === null) && (
        <Text size="xs" fw={500}>
          {membersText(item)}
        </Text>
      )}
      {choosable && (
        <span className={classes.baseline}>
          <Radio
            size="xs"
            name="baseline"
            label="Baseline"
            aria-label={`Baseline: ${item.title}`}
            checked={baseline}
            onChange={onBaseline}
          />
          {baseline && (
            <Badge size="sm" variant="default">
              others are compared with it
            </Badge>
          )}
        </span>
      )}
    </>
  );
}

const DIRECTIONS = {
  better: { Icon: IconTrendingUp, text: 'better' },
  worse: { Icon: IconTrendingDown, text: 'worse' },
  equal: { Icon: IconMinus, text: 'equal' },
} as const;

/** A difference from the baseline with its sign, in words and in a colour that says whether it is better. */
function Difference({ value, certainty }: { value: number; certainty: string | null }) {
  const direction = directionOf(value);
  const { Icon, text } = DIRECTIONS[direction];
  return (
    <span className={classes.difference} data-direction={direction}>
      <Icon size={14} aria-hidden />
      {pointsText(value)} points, {text}
      {certainty !== null && <span className={classes.certainty}>({certainty})</span>}
    </span>
  );
}

const CERTAINTIES: Readonly<Record<ComparedDifference['verdict'], string | null>> = {
  better: 'certain',
  worse: 'certain',
  'not-certain': 'not certain',
  unknown: 'not tested',
};

function certaintyOf(differences: readonly ComparedDifference[] | null, index: number): string | null {
  const found = differences?.find(({ second }) => second === index);
  return found === undefined ? null : CERTAINTIES[found.verdict];
}

function spreadSentence(items: readonly LookedItem[]): string {
  const tested = items.filter(({ item }) => item.results !== null);
  const groups = tested.filter(({ item }) => item.runs.filter(({ counts }) => counts).length > 1).length;
  const units = [...new Set(tested.flatMap(({ item }) => item.results?.resampling?.unit ?? []))].join(' or ');
  if (groups === 0) return `95 % intervals, bootstrap over ${units || 'speakers'}`;
  if (groups === tested.length) return 'mean ± sample standard deviation over the finished runs of a group';
  return `95 % intervals of single runs (bootstrap over ${units}); mean ± sample standard deviation of groups`;
}
