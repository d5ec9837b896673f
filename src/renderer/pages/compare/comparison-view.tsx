import { Anchor, Button, Loader } from '@mantine/core';
import { useMemo } from 'react';
import { Link } from 'react-router';
import { useRequest } from '#renderer/client/use-request.ts';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { PageHeader } from '#renderer/parts/page-header.tsx';
import { SaveReport } from '#renderer/parts/reports/save-report.tsx';
import type { Comparison } from '#shared/comparison.ts';
import { counted } from '#shared/format.ts';
import { MAX_COMPARED_ITEMS } from '#shared/limits.ts';
import { PAGES } from '#shared/pages.ts';
import { AddRun } from './add-run.tsx';
import { ClipsSection } from './clips/clips-section.tsx';
import { ComparabilityNote } from './comparability-note.tsx';
import classes from './compare.module.css';
import { comparePath } from './compare-address.ts';
import { MatricesSection } from './confusion/matrices-section.tsx';
import { CurvesSection } from './curves/curves-section.tsx';
import { DifferenceSection } from './difference/difference-section.tsx';
import { HeadlineTable } from './headline/headline-table.tsx';
import { lookedItems } from './item-look.ts';
import { ManySection } from './many/many-section.tsx';
import { PartsSection } from './parts/parts-section.tsx';
import { Section, showSection } from './section.tsx';
import { AllSettingsSwitch, SettingsSection } from './settings-section.tsx';
import { PublishedSwitch, ThesisSection } from './thesis-section.tsx';
import type { CompareAddress } from './use-compare-address.ts';

/** The sections with the words of their links. */
const SECTIONS = {
  results: 'Results',
  curves: 'Curves',
  settings: 'Settings',
  tables: 'Tables',
  parts: 'Emotions and speakers',
  confusion: 'Confusion',
  clips: 'Clips',
  difference: 'Difference',
  many: 'Many runs',
} as const;

/** A comparison of the items of the address. */
export function ComparisonView({ address }: { address: CompareAddress }) {
  const { items: asked, setItems } = address;
  const ids = useMemo(() => asked.flat(), [asked]);
  const request = useMemo(() => asked.map((item) => [...item]), [asked]);
  // The results do not depend on the baseline, and the tests take longer than all else.
  const { data, failure } = useRequest('comparisons.show', { items: request, tests: false });
  const count = asked.length;
  return (
    <div className={classes.page}>
      <div>
        <Anchor component={Link} to={PAGES.runs.path} size="sm">
          {PAGES.runs.title}
        </Anchor>
        <PageHeader
          title={PAGES.compare.title}
          about={
            ids.length === count
              ? counted(count, 'run')
              : `${counted(ids.length, 'run')} in ${counted(count, 'row')}`
          }
          actions={
            <>
              {count < MAX_COMPARED_ITEMS && (
                <AddRun label="Add a run" except={ids} onAdd={(id) => setItems([...asked, [id]])} />
              )}
              <Button
                component={Link}
                variant="default"
                to={`${PAGES.matrix.path}?runs=${asked.map(([id]) => encodeURIComponent(id)).join(',')}`}
              >
                {PAGES.matrix.title}
              </Button>
              {data !== undefined && <SaveReport items={request} baseline={shownBaseline(address, data)} />}
            </>
          }
        />
      </div>
      {failure !== null && (
        <div>
          <FailureNote failure={failure} />
          <Button component={Link} to={comparePath([])} variant="default" mt="md">
            Choose runs
          </Button>
        </div>
      )}
      {failure === null && data === undefined && <Loader role="img" aria-label="Loading the comparison" />}
      {failure === null && data !== undefined && <Sections comparison={data} address={address} />}
    </div>
  );
}

/** An address may name a baseline that is not there. */
const shownBaseline = ({ choices }: CompareAddress, { items }: Comparison): number =>
  Math.min(choices.baseline, items.length - 1);

function Sections({ comparison: answer, address }: { comparison: Comparison; address: CompareAddress }) {
  const { items: asked, choices, choose, setItems } = address;
  const baseline = shownBaseline(address, answer);
  const comparison = useMemo(() => ({ ...answer, baseline }), [answer, baseline]);
  const items = useMemo(() => lookedItems(comparison.items), [comparison.items]);
  const tested = items.filter(({ item }) => item.results !== null).length;
  const request = useMemo(() => asked.map((item) => [...item]), [asked]);
  const tests = useRequest(
    'comparisons.show',
    { items: request, baseline, tests: true },
    { enabled: tested > 1 },
  );
  // The answer for the former baseline stays until the new one arrives.
  const current = tests.data?.baseline === baseline ? tests.data : undefined;
  const remove = (index: number) => {
    const removed = asked.filter((_, at) => at !== index);
    setItems(removed, { baseline: index < baseline ? baseline - 1 : index === baseline ? 0 : baseline });
  };
  return (
    <>
      <ComparabilityNote comparable={comparison.comparable} tested={tested} />
      <nav className={classes.links} aria-label="Sections">
        {(Object.keys(SECTIONS) as (keyof typeof SECTIONS)[]).map((id) => (
          <Button key={id} size="compact-sm" variant="subtle" onClick={() => showSection(id)}>
            {SECTIONS[id]}
          </Button>
        ))}
      </nav>
      <Section id="results" title="Results" eager>
        <HeadlineTable
          comparison={comparison}
          items={items}
          baseline={baseline}
          differences={current?.differences ?? null}
          onBaseline={(index) => choose({ baseline: index })}
          onRemove={asked.length > 1 ? remove : null}
        />
      </Section>
      <Section id="curves" title="Curves">
        <CurvesSection items={items} choices={choices} onChoose={choose} />
      </Section>
      <Section
        id="settings"
        title={choices.allSettings ? 'Settings' : 'Settings that differ'}
        actions={
          <AllSettingsSwitch all={choices.allSettings} onChange={(allSettings) => choose({ allSettings })} />
        }
      >
        <SettingsSection comparison={comparison} all={choices.allSettings} />
      </Section>
      <Section
        id="tables"
        title="Tables"
        actions={
          <PublishedSwitch published={choices.published} onChange={(published) => choose({ published })} />
        }
      >
        <ThesisSection comparison={comparison} published={choices.published} />
      </Section>
      <Section id="parts" title="Per emotion, corpus, sex, age and speaker">
        <PartsSection comparison={comparison} items={items} choices={choices} onChoose={choose} />
      </Section>
      <Section id="confusion" title="Confusion matrices">
        <MatricesSection comparison={comparison} items={items} choices={choices} onChoose={choose} />
      </Section>
      <Section id="clips" title="Clips">
        <ClipsSection comparison={comparison} choices={choices} onChoose={choose} />
      </Section>
      <Section id="difference" title="Is the difference real?">
        {tested > 1 ? (
          <DifferenceSection tested={current} failure={tests.failure} />
        ) : (
          'Two finished runs are needed.'
        )}
      </Section>
      <Section id="many" title="Settings against results">
        <ManySection items={items} choices={choices} onChoose={choose} />
      </Section>
    </>
  );
}
