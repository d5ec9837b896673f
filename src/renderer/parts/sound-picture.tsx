import { Box, useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef } from 'react';
import type { SoundPicture as Picture } from '../../shared/sounds.ts';
import { durationText } from './sound-axes.ts';
import { loudnessColours } from './sound-colour-map.ts';
import {
  drawFrequencyAxis,
  drawSpectrogram,
  drawTimeAxis,
  drawWaveform,
  type PictureStyle,
} from './sound-drawing.ts';
import classes from './sound-picture.module.css';
import type { Playback } from './use-playback.ts';

/** Pixels left of the plot, for the frequencies: what stands under a picture and shares its time axis keeps it too. */
export const PICTURE_LEFT = 52;
/** Pixels right of the plot. */
export const PICTURE_RIGHT = 8;

const WAVE_HEIGHT = 56;
const COMPACT_HEIGHT = 32;
const SPECTROGRAM_HEIGHT = 132;
const AXIS_HEIGHT = 20;
const GAP = 6;

export interface SoundPictureProps {
  /** Null: the place is kept empty until it is there. */
  picture: Picture | null;
  /** The waveform alone, without axes. */
  compact?: boolean;
  playback: Playback;
  /** Of the sound, for those who cannot see it. */
  label: string;
}

/** Waveform and log-mel spectrogram over one time axis, with a cursor; a click or an arrow key goes to a time. */
export function SoundPicture({ picture, compact = false, playback, label }: SoundPictureProps) {
  const scheme = useComputedColorScheme('light');
  const { ref: sized, width } = useElementSize<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const slider = useRef<HTMLDivElement>(null);
  const cursor = useRef<HTMLDivElement>(null);
  const height = compact ? COMPACT_HEIGHT : WAVE_HEIGHT + GAP + SPECTROGRAM_HEIGHT + AXIS_HEIGHT;
  const left = compact ? 0 : PICTURE_LEFT;
  const plotWidth = Math.max(0, width - left - (compact ? 0 : PICTURE_RIGHT));
  const colours = useMemo(() => loudnessColours(scheme), [scheme]);
  const duration = picture?.durationSeconds ?? 0;

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
    const style = pictureStyle(element, colours);
    const wave = { left, top: 0, width: plotWidth, height: compact ? COMPACT_HEIGHT : WAVE_HEIGHT };
    drawWaveform(context, picture, wave, style);
    if (compact) return;
    const spectrogram = { left, top: WAVE_HEIGHT + GAP, width: plotWidth, height: SPECTROGRAM_HEIGHT };
    drawSpectrogram(context, picture, spectrogram, style);
    drawFrequencyAxis(context, picture.spectrogram.frequenciesHz, spectrogram, style);
    const axis = { ...spectrogram, top: spectrogram.top + SPECTROGRAM_HEIGHT, height: AXIS_HEIGHT };
    drawTimeAxis(context, picture.durationSeconds, axis, style);
  }, [picture, width, height, left, plotWidth, compact, colours]);

  useEffect(() => {
    const show = (seconds: number) => {
      const share = duration > 0 ? Math.min(1, seconds / duration) : 0;
      if (cursor.current) cursor.current.style.transform = `translateX(${left + share * plotWidth}px)`;
      slider.current?.setAttribute('aria-valuenow', seconds.toFixed(2));
      slider.current?.setAttribute(
        'aria-valuetext',
        `${seconds.toFixed(1)} of ${duration.toFixed(1)} seconds`,
      );
    };
    show(playback.position());
    return playback.follow(show);
  }, [playback, duration, left, plotWidth]);

  const goTo = (event: PointerEvent<HTMLDivElement>) => {
    if (event.type === 'pointermove' && event.buttons !== 1) return;
    if (plotWidth === 0) return;
    if (event.type === 'pointerdown') event.currentTarget.setPointerCapture(event.pointerId);
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left - left;
    playback.seek(Math.max(0, Math.min(1, x / plotWidth)) * duration);
  };
  const onKey = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = Math.max(0.05, duration / 50);
    const to: Record<string, number> = {
      ArrowLeft: playback.position() - step,
      ArrowRight: playback.position() + step,
      Home: 0,
      End: duration,
    };
    if (event.key === ' ') playback.toggle();
    else if (event.key in to) playback.seek(to[event.key]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <Box ref={sized} className={classes.picture} style={{ height }}>
      <canvas ref={canvas} className={classes.canvas} />
      <div
        ref={slider}
        className={classes.slider}
        role="slider"
        tabIndex={0}
        aria-label={`Position in ${label}`}
        aria-valuemin={0}
        aria-valuemax={Number(duration.toFixed(2))}
        aria-valuenow={0}
        title={picture === null ? undefined : `${label}, ${durationText(duration)}`}
        onPointerDown={goTo}
        onPointerMove={goTo}
        onKeyDown={onKey}
      >
        <div
          ref={cursor}
          className={classes.cursor}
          style={{ height: compact ? COMPACT_HEIGHT : height - AXIS_HEIGHT }}
        />
      </div>
    </Box>
  );
}

function pictureStyle(element: HTMLElement, loudness: Uint8ClampedArray): PictureStyle {
  const style = getComputedStyle(element);
  const value = (name: string) => style.getPropertyValue(name).trim();
  return {
    wave: value('--mantine-primary-color-filled'),
    axis: value('--mantine-color-default-border'),
    text: value('--mantine-color-dimmed'),
    font: `11px ${style.fontFamily}`,
    loudness,
  };
}
