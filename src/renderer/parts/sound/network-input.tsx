import { Box, Group, Select, Text, useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import type { Failure } from '#shared/failure.ts';
import { count } from '#shared/format.ts';
import {
  cropOf,
  encoderOf,
  type FeaturePart,
  type FeatureSettings,
  timeAxisOf,
} from '#shared/settings/features.ts';
import type { NetworkInput as Input, TimeRange } from '#shared/sounds.ts';
import { drawNetworkInput, paddedParts, unusedParts } from './network-input-drawing.ts';
import { pictureStyle } from './picture-style.ts';
import classes from './sound-picture.module.css';
import { PICTURE_LEFT, PICTURE_RIGHT } from './sound-picture.tsx';
import type { InputSettings } from './use-input-settings.ts';
import { spanOf } from './view-range.ts';

const AXIS_HEIGHT = 20;
const HEIGHT = 132;
const LARGE_HEIGHT = 240;

interface NetworkInputProps {
  /** Null while it is loading: its place stays empty. */
  input: Input | null;
  failure: Failure | null;
  settings: InputSettings;
  onSettings(value: string): void;
  large: boolean;
}

/** What a network gets of the sound: its features, with what was trimmed, cut and padded, and the choice of settings. */
export function NetworkInput({ input, failure, settings, onSettings, large }: NetworkInputProps) {
  return (
    <Box component="section" aria-label="Network input">
      <Group gap="xs" mb={4}>
        <Text size="sm" fw={500}>
          Network input
        </Text>
        <Select
          aria-label="Settings of the network input"
          size="xs"
          searchable
          maw={260}
          style={{ flex: '1 1 140px' }}
          data={settings.choices}
          value={settings.value}
          onChange={(value) => value !== null && onSettings(value)}
        />
      </Group>
      <FailureNote failure={failure} />
      {failure === null && (
        <>
          <Matrix input={input} features={settings.features} height={large ? LARGE_HEIGHT : HEIGHT} />
          <Text size="xs" c="dimmed" className="tabular" mih="2lh">
            {input !== null && settings.features !== null && inputText(input, settings.features)}
          </Text>
        </>
      )}
    </Box>
  );
}

function Matrix({
  input,
  features,
  height,
}: {
  input: Input | null;
  features: FeatureSettings | null;
  height: number;
}) {
  const scheme = useComputedColorScheme('light');
  const { ref, width } = useElementSize<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context || width === 0) return;
    const ratio = window.devicePixelRatio;
    element.width = Math.round(width * ratio);
    element.height = Math.round((height + AXIS_HEIGHT) * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height + AXIS_HEIGHT);
    if (input === null) return;
    const plotWidth = Math.max(0, width - PICTURE_LEFT - PICTURE_RIGHT);
    const frame = { left: PICTURE_LEFT, top: 0, width: plotWidth, height };
    drawNetworkInput(context, input, frame, AXIS_HEIGHT, pictureStyle(element, scheme));
  }, [input, width, height, scheme]);
  const rows = rowsText(input, features);
  return (
    <div ref={ref} style={{ height: height + AXIS_HEIGHT }}>
      <canvas
        ref={canvas}
        className={classes.input}
        style={{ height: height + AXIS_HEIGHT }}
        role="img"
        aria-label={
          input === null
            ? 'Network input, loading'
            : `Network input: ${input.rows} ${rows}, ${input.frames} frames`
        }
      />
    </div>
  );
}

/** What the rows of the input are. */
function rowsText(input: Input | null, features: FeatureSettings | null): string {
  if (features?.kind === 'encoder') return 'values';
  return input?.frequenciesHz === null ? 'cepstral coefficients' : 'mel bands';
}

/** The shape, and what happened to the clip, as sentences. */
function inputText(input: Input, features: FeatureSettings): string {
  const unused = unusedParts(input);
  const rows = rowsText(input, features);
  const { sampleRateHz, normalise } = timeAxisOf(features);
  const parts = [
    `${input.rows} ${rows} × ${input.frames} frames, ${input.windowSeconds.toFixed(2)} s at ${count(sampleRateHz)} Hz.`,
    lengthText(trimmedText(features), unused.trimmed),
    lengthText('Cut off', unused.cut),
    lengthText('Padded with zeros', paddedParts(input)),
    NORMALISED[normalise],
    cropText(features),
    encoderText(input, features),
  ];
  return parts.filter((part) => part !== null).join(' ');
}

/** What is trimmed at both ends. */
const trimmedText = (features: FeatureSettings): string =>
  timeAxisOf(features).trim?.aboveNoiseDb === undefined ? 'Silence trimmed' : 'Silence and noise trimmed';

const NORMALISED: Record<FeaturePart['normalise'], string | null> = {
  'unit-variance': 'The samples are normalised to mean 0 and variance 1.',
  '16-bit': null,
  none: null,
  clip: 'Normalised to mean 0 and deviation 1.',
  bands: 'Each band without its mean over time, then normalised to deviation 1.',
  'half-bands': 'Each band without half of its mean over time, then normalised to deviation 1.',
};

/** Which part of the matrix the network gets; null: all of it. */
function cropText(features: FeatureSettings): string | null {
  const crop = cropOf(features);
  if (crop === undefined) return null;
  const tested = crop.tested === 1 ? 'the middle one' : `the mean of ${crop.tested}`;
  const of = crop.within === 'sound' ? ' of the sound' : '';
  return `The network gets parts of ${crop.seconds} s${of}: in training another one in every epoch, otherwise ${tested}.`;
}

/** What the network gets beside the rows that are drawn; null: nothing. */
function encoderText({ otherRows }: Input, features: FeatureSettings): string | null {
  const encoder = encoderOf(features);
  if (otherRows === 0 || encoder === null) return null;
  return `Beside each frame, the network gets ${count(otherRows)} values of the encoder “${encoder.encoder}”, which are not drawn.`;
}

function lengthText(label: string, parts: readonly TimeRange[]): string | null {
  const seconds = parts.reduce((sum, part) => sum + spanOf(part), 0);
  return seconds === 0 ? null : `${label}: ${seconds.toFixed(2)} s.`;
}
