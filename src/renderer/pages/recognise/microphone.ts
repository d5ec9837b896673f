import { CAPTURE_NAME } from './capture-name.ts';
import captureAddress from './capture-worklet.ts?worker&url';

/** A microphone that is open: its samples come until it is closed. */
export interface Microphone {
  readonly sampleRateHz: number;
  /** As the system calls it. */
  readonly name: string;
  close(): Promise<void>;
}

export interface MicrophoneOptions {
  /** Of {@link listMicrophones}; null: the system's own choice. */
  deviceId: string | null;
  /** Mono, −1 … 1; a new array each time, about every 20 ms. */
  onSamples(chunk: Float32Array): void;
  /** It was unplugged, or taken away. */
  onLost(): void;
}

/**
 * Opens a microphone at its own rate, without the echo, noise and gain processing that browsers do for calls: the
 * recognisers were trained on sound as it is. Rejects with the browser's own errors; see `microphone-problem.ts`.
 */
export async function openMicrophone({
  deviceId,
  onSamples,
  onLost,
}: MicrophoneOptions): Promise<Microphone> {
  // Absent on pages that no browser trusts with a microphone.
  if (navigator.mediaDevices === undefined) throw new DOMException('', 'NotSupportedError');
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: {
      ...(deviceId === null ? {} : { deviceId: { exact: deviceId } }),
      echoCancellation: false,
      noiseSuppression: false,
      autoGainControl: false,
    },
  });
  const [track] = stream.getAudioTracks();
  const context = createContext(track.getSettings().sampleRate);
  try {
    await context.audioWorklet.addModule(captureAddress);
    const source = context.createMediaStreamSource(stream);
    const capture = new AudioWorkletNode(context, CAPTURE_NAME, { numberOfInputs: 1, numberOfOutputs: 1 });
    capture.port.onmessage = ({ data }: MessageEvent<Float32Array>) => onSamples(data);
    // It writes nothing to its output; connected, it is asked to work in every browser.
    source.connect(capture).connect(context.destination);
    track.onended = onLost;
    await context.resume();
  } catch (error) {
    track.stop();
    await context.close();
    throw error;
  }
  return {
    sampleRateHz: Math.round(context.sampleRate),
    name: track.label,
    async close() {
      track.onended = null;
      track.stop();
      if (context.state !== 'closed') await context.close();
    },
  };
}

/** At the microphone's rate where the browser tells it and takes it; else at the rate of the loudspeakers. */
function createContext(sampleRate: number | undefined): AudioContext {
  try {
    return new AudioContext({ sampleRate, latencyHint: 'interactive' });
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return new AudioContext({ latencyHint: 'interactive' });
  }
}

export interface MicrophoneChoice {
  deviceId: string;
  name: string;
}

/** The microphones there are; without names until one was allowed. */
export async function listMicrophones(): Promise<MicrophoneChoice[]> {
  const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  return devices
    .filter(({ kind, deviceId }) => kind === 'audioinput' && deviceId !== '')
    .map(({ deviceId, label }, index) => ({ deviceId, name: label || `Microphone ${index + 1}` }));
}
