import { Group, Text } from '@mantine/core';
import { RULE_ROLES, type RulePreview, type RuleRole } from '#shared/corpus-rules.ts';
import classes from './rule.module.css';
import { ROLE_LABELS } from './rule-labels.ts';

type Sample = RulePreview['sample'];

/** Some paths of the folder, with the parts that the rule reads marked, and what it makes of them. */
export function PathSample({ sample }: { sample: Sample }) {
  const used = RULE_ROLES.filter((role) =>
    sample.some(({ spans }) => spans.some((span) => span.role === role)),
  );
  return (
    <div>
      <Group gap="md" mb={4} mih={22}>
        {used.map((role) => (
          <Text key={role} size="sm">
            <Part role={role}>{ROLE_LABELS[role]}</Part>
          </Text>
        ))}
      </Group>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must reach it. */}
      <ul className={classes.paths} aria-label="Sample of paths" tabIndex={0}>
        {sample.map((entry) => (
          <li key={entry.path} data-left-out={entry.label === null || undefined}>
            <code>
              <Marked entry={entry} />
            </code>
            <span className={classes.result}>
              {entry.label === null ? 'skipped' : [entry.label, entry.speaker].filter(Boolean).join(' · ')}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Part({ role, children }: { role: RuleRole; children: string }) {
  return (
    <mark className={classes.part} data-role={role}>
      {children}
    </mark>
  );
}

/** The path in pieces. Of parts that overlap, the first is marked. */
function Marked({ entry: { path, spans } }: { entry: Sample[number] }) {
  let at = 0;
  const pieces = spans.flatMap(({ start, end, role }) => {
    if (start < at) return [];
    const before = path.slice(at, start);
    at = end;
    return [
      before,
      <Part key={start} role={role}>
        {path.slice(start, end)}
      </Part>,
    ];
  });
  return (
    <>
      {pieces}
      {path.slice(at)}
    </>
  );
}
