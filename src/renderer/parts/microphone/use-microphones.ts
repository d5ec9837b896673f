import { useEffect, useState } from 'react';
import { listMicrophones, type MicrophoneChoice } from './microphone.ts';

/** The connected microphones, also those connected while the page is open. A change of `phase` lists them again. */
export function useMicrophones(phase: string): MicrophoneChoice[] {
  const [microphones, setMicrophones] = useState<MicrophoneChoice[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: browsers reveal names once access to a microphone is allowed
  useEffect(() => {
    let mounted = true;
    const update = async () => {
      const found = await listMicrophones();
      if (mounted) setMicrophones(found);
    };
    void update();
    navigator.mediaDevices?.addEventListener('devicechange', update);
    return () => {
      mounted = false;
      navigator.mediaDevices?.removeEventListener('devicechange', update);
    };
  }, [phase]);
  return microphones;
}
