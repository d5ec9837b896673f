import { Card, Group, Select, Text, Title, useComputedColorScheme, useMantineTheme } from '@mantine/core';
import { lazy, Suspense, useMemo, useState } from 'react';
import { emotionColour } from '#renderer/theme/emotion-colours.ts';
import type { Emotion } from '#shared/emotions.ts';
import type { ClipRow } from '#shared/library.ts';
import classes from './corpora.module.css';
import { corpusChart, countCorpora, emotionChart, shareChart, shareHeight } from './emotion-chart-data.ts';

const Plot = lazy(async () => ({ default: (await import('#renderer/plots/plot.tsx')).Plot }));

/** Distinguishable shades of the theme's blue, because other colours are used for emotions. More corpora are hatched. */
const SHADES = { light: [8, 5, 3, 1], dark: [7, 4, 2, 0] } as const;
const ALL = '';
const EMOTION_HEIGHT = 300;

/** Charts of these clips: clips per emotion, and the share of each emotion in each corpus. */
export function EmotionCharts({ clips }: { clips: readonly ClipRow[] }) {
  const scheme = useComputedColorScheme('light');
  const { colors } = useMantineTheme();
  const [chosen, setChosen] = useState(ALL);
  const corpora = useMemo(() => countCorpora(clips), [clips]);
  const chosenCorpus = corpora.find(({ corpus }) => corpus === chosen);
  const { byEmotion, shares } = useMemo(() => {
    const colour = (emotion: Emotion) => emotionColour(emotion, scheme);
    const shades = SHADES[scheme].map((shade) => colors.ink[shade]);
    return {
      byEmotion:
        chosenCorpus === undefined ? emotionChart(corpora, shades) : corpusChart(chosenCorpus, colour),
      shares: shareChart(corpora, colour),
    };
  }, [corpora, chosenCorpus, scheme, colors]);
  // The charts are side by side and have the same height.
  const height = Math.max(EMOTION_HEIGHT, shareHeight(corpora.length));
  return (
    <div className={classes.charts}>
      <Card component="section" className={classes.chart}>
        <Group justify="space-between" mb={4} wrap="nowrap" mih={30}>
          <Title order={2} size="h3">
            Clips per emotion
          </Title>
          {corpora.length > 1 && (
            <Select
              size="xs"
              w={190}
              aria-label="Corpus"
              data={[
                { value: ALL, label: 'All corpora' },
                ...corpora.map(({ corpus }) => ({ value: corpus, label: corpus })),
              ]}
              value={chosenCorpus === undefined ? ALL : chosen}
              onChange={(value) => setChosen(value ?? ALL)}
            />
          )}
        </Group>
        <Suspense fallback={<div style={{ height }} />}>
          <Plot
            data={byEmotion.data}
            layout={byEmotion.layout}
            ariaLabel={byEmotion.description}
            fileName={`clips-per-emotion${chosenCorpus === undefined ? '' : `-${chosenCorpus.corpus}`}`}
            height={height}
          />
        </Suspense>
      </Card>
      <Card component="section" className={classes.chart}>
        <Group mb={4} mih={30} align="baseline" gap="xs">
          <Title order={2} size="h3">
            Emotions in each corpus
          </Title>
          <Text size="xs" c="dimmed">
            share of its clips
          </Text>
        </Group>
        <Suspense fallback={<div style={{ height }} />}>
          <Plot
            data={shares.data}
            layout={shares.layout}
            ariaLabel={shares.description}
            fileName="emotions-per-corpus"
            height={height}
          />
        </Suspense>
      </Card>
    </div>
  );
}
