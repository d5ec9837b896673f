import { useEffect, useState } from 'react';
import { listMicrophones, type MicrophoneChoice } from './microphone.ts';

/** The microphones there are, also those that are plugged in while the page is open; `phase` makes them be asked anew. */
export function useMicrophones(phase: string): MicrophoneChoice[] {
  const [microphones, setMicrophones] = useState<MicrophoneChoice[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: their names are told once a microphone was allowed
  useEffect(() => {
    let here = true;
    const look = async () => {
      const found = await listMicrophones();
      if (here) setMicrophones(found);
    };
    void look();
    navigator.mediaDevices?.addEventListener('devicechange', look);
    return () => {
      here = false;
      navigator.mediaDevices?.removeEventListener('devicechange', look);
    };
  }, [phase]);
  return microphones;
}
