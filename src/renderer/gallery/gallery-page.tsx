import { Anchor, Box, Group, Stack, Text, Title } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { LaboratoryProvider } from '#renderer/client/use-laboratory.tsx';
import { PageHeader } from '#renderer/parts/page-header.tsx';
import { sampleLaboratory } from './sample-laboratory.ts';
import { SAMPLES } from './samples.ts';

const sectionOf = (name: string) => `sample-${name}`;

/** Every part with sample data; only in development. The window's theme button switches the theme. */
export function GalleryPage() {
  // A separate cache, so that sample answers do not reach the other pages.
  const [client] = useState(() => new QueryClient({ defaultOptions: { queries: { retry: false } } }));
  return (
    <QueryClientProvider client={client}>
      <LaboratoryProvider laboratory={sampleLaboratory}>
        <PageHeader title="Gallery" about="Each part of the page with sample data. Only in development." />
        <Group component="nav" aria-label="Parts" gap="xs" mb="md">
          {SAMPLES.map(({ name }) => (
            <Anchor
              key={name}
              component="button"
              type="button"
              size="sm"
              onClick={() => document.getElementById(sectionOf(name))?.scrollIntoView()}
            >
              {name}
            </Anchor>
          ))}
        </Group>
        <Stack gap={40}>
          {SAMPLES.map(({ name, states }) => (
            <Stack key={name} component="section" gap="md" id={sectionOf(name)} aria-label={name}>
              <Title order={2}>{name}</Title>
              {Object.entries(states).map(([state, State]) => (
                <Box key={state}>
                  <Text size="xs" c="dimmed" mb={6}>
                    {state}
                  </Text>
                  <State />
                </Box>
              ))}
            </Stack>
          ))}
        </Stack>
      </LaboratoryProvider>
    </QueryClientProvider>
  );
}
