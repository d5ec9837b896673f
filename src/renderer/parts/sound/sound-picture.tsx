import { Box, useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react';
import type { Explanation } from '#shared/explanations.ts';
import { shareOfFrequency } from '#shared/frequency-scale.ts';
import type { SoundPicture as Picture, SoundCurves, TimeRange } from '#shared/sounds.ts';
import { drawCurveAxes, drawIntensity, drawPitch, intensityAxis, pitchAxis } from './curve-drawing.ts';
import { drawExplanation } from './explanation-drawing.ts';
import { pressKey } from './picture-keys.ts';
import { pictureStyle } from './picture-style.ts';
import { durationText, frequencyTicks } from './sound-axes.ts';
import {
  drawRowAxis,
  drawSpectrogram,
  drawTimeAxis,
  drawWaveform,
  type Frame,
  hatch,
} from './sound-drawing.ts';
import { levelRange, peakOf } from './sound-levels.ts';
import classes from './sound-picture.module.css';
import type { Listening } from './use-listening.ts';
import { usePicturePointer } from './use-picture-pointer.ts';
import type { Playback } from './use-playback.ts';
import { isWhole, revealed, shareInView } from './view-range.ts';
import { ViewScrollbar } from './view-scrollbar.tsx';

/** Pixels left of the plot, for the frequency axis; elements below that share the time axis use the same margin. */
export const PICTURE_LEFT = 52;
/** Pixels right of the plot. */
export const PICTURE_RIGHT = 8;

/** Pixels right of the plot, with or without the axes of pitch and intensity. */
export const pictureRight = (withCurves: boolean): number => (withCurves ? 50 : PICTURE_RIGHT);

const WAVE_HEIGHT = 56;
const COMPACT_HEIGHT = 32;
const SPECTROGRAM_HEIGHT = 132;
const LARGE_SPECTROGRAM_HEIGHT = 320;
const AXIS_HEIGHT = 20;
const GAP = 6;

export interface SoundPictureProps {
  /** The whole sound; null while it is loading: its place stays empty. */
  picture: Picture | null;
  /** The part that is shown, with more detail, where it is loaded. */
  detail?: Picture | null;
  /** Pitch and intensity; null: not shown, or not loaded. */
  curves?: SoundCurves | null;
  /** Pitch or intensity is shown, or will be: there is room for their axes. */
  curvesWanted?: boolean;
  showPitch?: boolean;
  showIntensity?: boolean;
  /** What a model listened to, drawn over the spectrogram. */
  explanation?: Explanation | null;
  /** Parts that are hatched on the waveform. */
  marked?: readonly TimeRange[];
  /** Only the waveform, without axes and zoom. */
  compact?: boolean;
  /** A spectrogram as high as a large view needs. */
  large?: boolean;
  listening: Listening;
  playback: Playback;
  /** The accessible name of the sound. */
  label: string;
}

/**
 * Waveform and spectrogram over one time axis, with a cursor and a selection. A click or an arrow key moves the position, a
 * drag or Shift with an arrow key selects, Ctrl with the wheel zooms.
 */
export function SoundPicture(props: SoundPictureProps) {
  const { picture, compact = false, large = false, listening, playback, label } = props;
  const { view, selection, durationSeconds } = listening;
  const { ref: sized, width } = useElementSize<HTMLDivElement>();
  const slider = useRef<HTMLDivElement>(null);
  const cursor = useRef<HTMLDivElement>(null);
  const anchor = useRef<{ seconds: number | null }>({ seconds: null });
  const spectrogramHeight = large ? LARGE_SPECTROGRAM_HEIGHT : SPECTROGRAM_HEIGHT;
  const height = compact ? COMPACT_HEIGHT : WAVE_HEIGHT + GAP + spectrogramHeight + AXIS_HEIGHT;
  const left = compact ? 0 : PICTURE_LEFT;
  const right = compact ? 0 : pictureRight(props.curvesWanted ?? false);
  const plotWidth = Math.max(0, width - left - right);
  const frames = useMemo(() => {
    const top = WAVE_HEIGHT + GAP;
    return {
      wave: { left, top: 0, width: plotWidth, height: compact ? COMPACT_HEIGHT : WAVE_HEIGHT },
      spectrogram: { left, top, width: plotWidth, height: spectrogramHeight },
      axis: { left, top: top + spectrogramHeight, width: plotWidth, height: AXIS_HEIGHT },
    };
  }, [left, plotWidth, compact, spectrogramHeight]);
  const canvas = useDrawing(props, width, height, frames);

  useEffect(() => {
    const showPosition = (seconds: number) => {
      const share = shareInView(view, seconds);
      if (cursor.current) {
        cursor.current.style.transform = `translateX(${left + share * plotWidth}px)`;
        cursor.current.style.visibility = share < 0 || share > 1 ? 'hidden' : '';
      }
      slider.current?.setAttribute('aria-valuenow', seconds.toFixed(2));
      slider.current?.setAttribute(
        'aria-valuetext',
        `${seconds.toFixed(1)} of ${durationSeconds.toFixed(1)} seconds`,
      );
    };
    showPosition(playback.position());
    return playback.follow((seconds) => {
      showPosition(seconds);
      if (playback.playing) listening.setView((before) => revealed(before, seconds, durationSeconds));
    });
  }, [playback, listening.setView, durationSeconds, view, left, plotWidth]);

  const pointer = usePicturePointer({ slider, listening, playback, picture, frames, compact });
  const onKey = (event: KeyboardEvent<HTMLDivElement>) => {
    if (!pressKey(event, { listening, playback, picture: compact ? null : picture, anchor: anchor.current }))
      return;
    event.preventDefault();
    event.stopPropagation();
  };
  const at = (seconds: number) => left + Math.max(0, Math.min(1, shareInView(view, seconds))) * plotWidth;
  const plotHeight = compact ? COMPACT_HEIGHT : height - AXIS_HEIGHT;
  const { cursorHz } = listening;

  return (
    <Box>
      <Box ref={sized} className={classes.picture} style={{ height }}>
        <canvas ref={canvas} className={classes.canvas} />
        <div
          ref={slider}
          className={classes.slider}
          role="slider"
          tabIndex={0}
          aria-label={`Position in ${label}`}
          aria-valuemin={0}
          aria-valuemax={Number(durationSeconds.toFixed(2))}
          aria-valuenow={0}
          title={picture === null ? undefined : `${label}, ${durationText(durationSeconds)}`}
          onKeyDown={onKey}
          // Escape ends the selection first, and closes a dialog around the picture next.
          data-mantine-stop-propagation={selection !== null || undefined}
          {...pointer}
        >
          <div
            ref={cursor}
            className={classes.cursor}
            hidden={picture === null}
            style={{ height: plotHeight }}
          />
          {selection !== null && (
            <div
              className={classes.selection}
              style={{
                left: at(selection.startSeconds),
                width: at(selection.endSeconds) - at(selection.startSeconds),
                height: plotHeight,
              }}
            />
          )}
          {cursorHz !== null && picture !== null && !compact && (
            <div
              className={classes.frequencyCursor}
              style={{
                left,
                width: plotWidth,
                top:
                  frames.spectrogram.top +
                  (1 - shareOfFrequency(picture.spectrogram, cursorHz)) * spectrogramHeight,
              }}
            />
          )}
        </div>
      </Box>
      {!compact && (
        <ViewScrollbar
          listening={listening}
          hidden={picture === null || isWhole(view, durationSeconds)}
          left={left}
          right={right}
        />
      )}
    </Box>
  );
}

/** Draws at every change; as sharp as the screen. */
function useDrawing(
  { picture, detail = null, curves = null, explanation = null, marked, compact, ...props }: SoundPictureProps,
  width: number,
  height: number,
  { wave, spectrogram, axis }: Record<'wave' | 'spectrogram' | 'axis', Frame>,
) {
  const scheme = useComputedColorScheme('light');
  const canvas = useRef<HTMLCanvasElement>(null);
  const { view } = props.listening;
  const { showPitch, showIntensity } = props;
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context || width === 0) return;
    const ratio = window.devicePixelRatio;
    element.width = Math.round(width * ratio);
    element.height = Math.round(height * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    if (picture === null) return;
    const style = pictureStyle(element, scheme);
    const isCovered =
      detail !== null && detail.startSeconds <= view.startSeconds && detail.endSeconds >= view.endSeconds;
    drawWaveform(context, isCovered ? detail : picture, peakOf(picture), view, wave, style);
    for (const range of marked ?? []) hatch(context, range, view, wave, style);
    if (compact) return;
    const levels = levelRange(picture);
    drawSpectrogram(context, picture, levels, view, spectrogram, style);
    if (detail !== null && detail.spectrogram.scale === picture.spectrogram.scale)
      drawSpectrogram(context, detail, levels, view, spectrogram, style);
    if (explanation !== null)
      drawExplanation(context, explanation, picture.spectrogram, view, spectrogram, style);
    const ticks = frequencyTicks(picture.spectrogram, spectrogram.height);
    drawRowAxis(context, ticks, spectrogram, style);
    drawTimeAxis(context, view, axis, style);
    if (curves === null) return;
    if (showIntensity) drawIntensity(context, curves, view, spectrogram, style);
    if (showPitch) drawPitch(context, curves, view, spectrogram, style);
    const labels = [
      ...(showPitch ? [{ axis: pitchAxis(curves), unit: 'Hz', colour: style.pitch }] : []),
      ...(showIntensity ? [{ axis: intensityAxis(curves), unit: 'dB', colour: style.intensity }] : []),
    ];
    drawCurveAxes(context, labels, spectrogram, style);
  }, [
    picture,
    detail,
    curves,
    explanation,
    marked,
    showPitch,
    showIntensity,
    view,
    width,
    height,
    wave,
    spectrogram,
    axis,
    compact,
    scheme,
  ]);
  return canvas;
}
