import { Card, Group, Select, Text, Title, useComputedColorScheme, useMantineTheme } from '@mantine/core';
import { lazy, Suspense, useMemo, useState } from 'react';
import type { Emotion } from '../../../shared/emotions.ts';
import type { ClipRow } from '../../../shared/library.ts';
import { emotionColour } from '../../theme/emotion-colours.ts';
import classes from './corpora.module.css';
import { corpusFigure, countCorpora, emotionFigure, shareFigure, shareHeight } from './emotion-figures.ts';

const Plot = lazy(async () => ({ default: (await import('../../plots/plot.tsx')).Plot }));

/** Shades of the theme's ink that stand apart: the emotions have all the colours. More corpora are hatched with them. */
const SHADES = { light: [8, 5, 3, 1], dark: [7, 4, 2, 0] } as const;
const ALL = '';
const EMOTION_HEIGHT = 300;

/** The thesis's figures of these clips: per emotion, in all and of each corpus. */
export function EmotionCharts({ clips }: { clips: readonly ClipRow[] }) {
  const scheme = useComputedColorScheme('light');
  const { colors } = useMantineTheme();
  const [chosen, setChosen] = useState(ALL);
  const corpora = useMemo(() => countCorpora(clips), [clips]);
  const one = corpora.find(({ corpus }) => corpus === chosen);
  const { byEmotion, shares } = useMemo(() => {
    const colour = (emotion: Emotion) => emotionColour(emotion, scheme);
    const shades = SHADES[scheme].map((shade) => colors.ink[shade]);
    return {
      byEmotion: one === undefined ? emotionFigure(corpora, shades) : corpusFigure(one, colour),
      shares: shareFigure(corpora, colour),
    };
  }, [corpora, one, scheme, colors]);
  // Side by side: as high as one another.
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
              aria-label="Of which corpus"
              data={[
                { value: ALL, label: 'All corpora together' },
                ...corpora.map(({ corpus }) => ({ value: corpus, label: corpus })),
              ]}
              value={one === undefined ? ALL : chosen}
              onChange={(value) => setChosen(value ?? ALL)}
            />
          )}
        </Group>
        <Suspense fallback={<div style={{ height }} />}>
          <Plot
            data={byEmotion.data}
            layout={byEmotion.layout}
            ariaLabel={byEmotion.words}
            fileName={`clips-per-emotion${one === undefined ? '' : `-${one.corpus}`}`}
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
            shares of its clips
          </Text>
        </Group>
        <Suspense fallback={<div style={{ height }} />}>
          <Plot
            data={shares.data}
            layout={shares.layout}
            ariaLabel={shares.words}
            fileName="emotions-per-corpus"
            height={height}
          />
        </Suspense>
      </Card>
    </div>
  );
}
