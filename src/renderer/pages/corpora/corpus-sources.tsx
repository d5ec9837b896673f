import { Anchor, Popover, Stack, Text } from '@mantine/core';
import type { Corpus } from '#shared/corpora.ts';
import { type CorpusAbout, LAYOUTS } from '#shared/layouts.ts';

/** What the published corpora of a folder are, under which licence, and how to cite them. */
export function CorpusSources({ corpora }: { corpora: readonly Pick<Corpus, 'layout' | 'synthetic'>[] }) {
  const published = sourcesOf(corpora);
  if (published.length === 0) return null;
  return (
    <Popover position="bottom-start" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Anchor component="button" type="button" size="sm" ta="left">
          Licence and citation
        </Anchor>
      </Popover.Target>
      <Popover.Dropdown
        w={420}
        maw="90vw"
        mah="60vh"
        style={{ overflow: 'auto' }}
        aria-label="Licence and citation"
        // The text can be longer than the box, and is reached by the keyboard.
        tabIndex={0}
        data-autofocus
      >
        <Stack gap="md">
          {published.map(({ label, about }) => (
            <Source key={label} label={label} about={about} />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function Source({ label, about }: { label: string; about: CorpusAbout }) {
  return (
    <section aria-label={label}>
      <Text size="sm" fw={600}>
        {label === about.title ? label : `${label}: ${about.title}`}
      </Text>
      <Text size="sm">{about.language}</Text>
      <Text size="sm">Licence: {about.licence}.</Text>
      <Text size="sm" mt={4}>
        {about.citation}
      </Text>
      <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {about.address}
      </Text>
      {about.note !== undefined && (
        <Text size="sm" mt={4}>
          {about.note}
        </Text>
      )}
    </section>
  );
}

/** Each published corpus once. Sample voices only have a corpus's names, so nobody needs to be cited. */
function sourcesOf(corpora: readonly Pick<Corpus, 'layout' | 'synthetic'>[]) {
  const layouts = new Set(corpora.filter(({ synthetic }) => !synthetic).map(({ layout }) => layout));
  return [...layouts].flatMap((layout) => {
    const { label, about } = LAYOUTS[layout];
    return about === undefined ? [] : [{ label, about }];
  });
}
