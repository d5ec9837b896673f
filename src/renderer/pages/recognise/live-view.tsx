import { Card, SimpleGrid, Stack, Text } from '@mantine/core';
import { stackedShares } from '../../parts/emotion-timeline.tsx';
import { FailureNote } from '../../parts/failure-note.tsx';
import { EMOTION_COLOURS } from '../../theme/emotion-colours.ts';
import { EstimateView } from './judgement-view.tsx';
import { LIVE_SHOWN_SECONDS, type LiveEstimate, type LiveState } from './live-estimates.ts';
import classes from './live-view.module.css';
import type { Recogniser } from './use-recogniser.ts';

export interface LiveViewProps {
  live: LiveState;
  listening: boolean;
  recognisers: readonly (Recogniser | null)[];
  windowSeconds: number;
}

/** What is heard now, and what was in the last half minute. */
export function LiveView({ live, listening, recognisers, windowSeconds }: LiveViewProps) {
  const newest = live.estimates.at(-1);
  const rate = listening && live.perSecond > 0 ? `${live.perSecond.toFixed(1)} estimates a second.` : '';
  return (
    <Card
      padding="md"
      component="section"
      aria-label="Live"
      data-estimates-per-second={live.perSecond.toFixed(2)}
    >
      <Stack gap="sm">
        <SimpleGrid cols={recognisers.length} spacing="xl">
          {recognisers.map((recogniser, index) => (
            <Stack key={recogniser?.run.id ?? index} gap="sm">
              <EstimateView
                name={recogniser?.run.name ?? 'Recogniser'}
                named={recognisers.length > 1}
                probabilities={newest?.probabilities[index] ?? null}
                instead={listening ? 'Nobody speaks.' : 'Press Listen and speak.'}
                recogniser={recogniser}
                note={null}
                spoken={false}
              />
              <LiveHistory estimates={live.estimates} index={index} />
            </Stack>
          ))}
        </SimpleGrid>
        <Text size="xs" c="dimmed" className="figures">
          Each estimate is of the last {windowSeconds} s. {rate}
        </Text>
        <FailureNote failure={live.failure} />
      </Stack>
    </Card>
  );
}

/** The last half minute, the newest at the right; nothing where nobody spoke. */
function LiveHistory({ estimates, index }: { estimates: readonly LiveEstimate[]; index: number }) {
  const end = estimates.at(-1)?.atSeconds ?? 0;
  const columns = estimates.flatMap(({ atSeconds, probabilities }, n) => {
    const before = estimates[n - 1]?.atSeconds ?? atSeconds - 0.3;
    const shares = probabilities[index];
    // A pause in the answers is no answer: a column is never wider than a second.
    return shares ? [{ from: Math.max(before, atSeconds - 1), to: atSeconds, shares }] : [];
  });
  return (
    <figure className={classes.history}>
      <svg
        className={classes.areas}
        viewBox={`0 0 ${LIVE_SHOWN_SECONDS} 1`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Probabilities of the last ${LIVE_SHOWN_SECONDS} seconds`}
      >
        {columns.map(({ from, to, shares }) => (
          <g key={to}>
            {stackedShares(shares).map((share) => (
              <rect
                key={share.emotion}
                x={from - end + LIVE_SHOWN_SECONDS}
                y={1 - share.to}
                width={to - from}
                height={share.to - share.from}
                fill={EMOTION_COLOURS[share.emotion]}
              />
            ))}
          </g>
        ))}
      </svg>
      <Text component="figcaption" size="xs" c="dimmed" className={`${classes.axis} figures`}>
        <span>−{LIVE_SHOWN_SECONDS} s</span>
        <span>−20 s</span>
        <span>−10 s</span>
        <span>now</span>
      </Text>
    </figure>
  );
}
