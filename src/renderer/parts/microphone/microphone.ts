import { CAPTURE_NAME } from './capture-name.ts';
import captureAddress from './capture-worklet.ts?worker&url';

/** An open microphone; it delivers samples until it is closed. */
export interface Microphone {
  readonly sampleRateHz: number;
  /** The system's name of the microphone. */
  readonly name: string;
  close(): Promise<void>;
}

export interface MicrophoneOptions {
  /** From {@link listMicrophones}; null: the default microphone. */
  deviceId: string | null;
  /** Mono, −1 … 1; a new array each time, about every 20 ms. */
  onSamples(chunk: Float32Array): void;
  /** Called when the microphone is disconnected or access is revoked. */
  onLost(): void;
}

/**
 * Opens a microphone at its own sample rate, without the echo, noise and gain processing of browsers, because models are
 * trained on unprocessed sound. Rejects with the browser's errors; see `microphone-problem.ts`.
 */
export async function openMicrophone({
  deviceId,
  onSamples,
  onLost,
}: MicrophoneOptions): Promise<Microphone> {
  // Undefined on pages without a secure context.
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
    // It outputs silence; some browsers process a node only if it is connected to an output.
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

/** A context at the microphone's rate if the browser reports and supports it; otherwise at the output's rate. */
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

/** The connected microphones; browsers hide their names until the user allows access to one. */
export async function listMicrophones(): Promise<MicrophoneChoice[]> {
  const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  return devices
    .filter(({ kind, deviceId }) => kind === 'audioinput' && deviceId !== '')
    .map(({ deviceId, label }, index) => ({ deviceId, name: label || `Microphone ${index + 1}` }));
}
