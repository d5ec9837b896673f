import { Card, SimpleGrid, Stack, Text } from '@mantine/core';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { stackedShares } from '#renderer/parts/sound/emotion-timeline.tsx';
import { emotionFill } from '#renderer/theme/emotion-colours.ts';
import { type TrainedOn, trainedOnSentence } from '#shared/trained-on.ts';
import { LIVE_HISTORY_SECONDS, type LiveEstimate, type LiveState } from './live-estimates.ts';
import classes from './live-view.module.css';
import { EstimateView } from './prediction-view.tsx';
import type { Model } from './use-model.ts';

export interface LiveViewProps {
  live: LiveState;
  listening: boolean;
  models: readonly (Model | null)[];
  windowSeconds: number;
}

/** The current live estimate, and the estimates of the last 30 s. */
export function LiveView({ live, listening, models, windowSeconds }: LiveViewProps) {
  const newest = live.estimates.at(-1);
  const rate = listening && live.perSecond > 0 ? `${live.perSecond.toFixed(1)} estimates per second.` : '';
  return (
    <Card
      padding="md"
      component="section"
      aria-label="Live"
      data-estimates-per-second={live.perSecond.toFixed(2)}
    >
      <Stack gap="sm">
        <SimpleGrid cols={models.length} spacing="xl">
          {models.map((model, index) => (
            <Stack key={model?.id ?? index} gap="sm">
              <EstimateView
                name={model?.title ?? 'Model'}
                named={models.length > 1}
                probabilities={newest?.probabilities[index] ?? null}
                sure={newest?.sure[index] ?? null}
                instead={liveHint(model, listening)}
                model={model}
                note={liveNote(newest?.trainedOn[index] ?? null)}
                announced={false}
              />
              <LiveHistory estimates={live.estimates} index={index} />
            </Stack>
          ))}
        </SimpleGrid>
        <Text size="xs" c="dimmed" className="tabular">
          Each estimate covers the last {windowSeconds} s. {rate}
        </Text>
        <FailureNote failure={live.failure} />
      </Stack>
    </Card>
  );
}

function liveHint(model: Model | null, listening: boolean): string {
  if (model !== null && model.emotions.length === 0) return 'This model gives no emotions. Record a clip.';
  return listening ? 'No speech' : 'Click Listen and speak.';
}

/** An empty line keeps its place, because estimates change several times a second. */
const liveNote = (trainedOn: TrainedOn | null) => (trainedOn === null ? '' : trainedOnSentence(trainedOn));

/** The last 30 s, the newest at the right; empty where there was no speech. */
function LiveHistory({ estimates, index }: { estimates: readonly LiveEstimate[]; index: number }) {
  const end = estimates.at(-1)?.atSeconds ?? 0;
  const columns = estimates.flatMap(({ atSeconds, probabilities }, n) => {
    const before = estimates[n - 1]?.atSeconds ?? atSeconds - 0.3;
    const shares = probabilities[index];
    // A column is at most 1 s wide, so that a pause between estimates stays empty.
    return shares ? [{ from: Math.max(before, atSeconds - 1), to: atSeconds, shares }] : [];
  });
  return (
    <figure className={classes.history}>
      <svg
        className={classes.areas}
        viewBox={`0 0 ${LIVE_HISTORY_SECONDS} 1`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Probabilities of the last ${LIVE_HISTORY_SECONDS} seconds`}
      >
        {columns.map(({ from, to, shares }) => (
          <g key={to}>
            {stackedShares(shares).map((share) => (
              <rect
                key={share.emotion}
                x={from - end + LIVE_HISTORY_SECONDS}
                y={1 - share.to}
                width={to - from}
                height={share.to - share.from}
                fill={emotionFill(share.emotion)}
              />
            ))}
          </g>
        ))}
      </svg>
      <Text component="figcaption" size="xs" c="dimmed" className={`${classes.axis} tabular`}>
        <span>−{LIVE_HISTORY_SECONDS} s</span>
        <span>−20 s</span>
        <span>−10 s</span>
        <span>now</span>
      </Text>
    </figure>
  );
}
