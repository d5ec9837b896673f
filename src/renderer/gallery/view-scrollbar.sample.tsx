import { useListening } from '#renderer/parts/sound/use-listening.ts';
import { ViewScrollbar } from '#renderer/parts/sound/view-scrollbar.tsx';
import type { Sample } from './sample.ts';

const Part = () => {
  const listening = useListening(10);
  return (
    <ViewScrollbar
      listening={{ ...listening, view: { startSeconds: 2, endSeconds: 5 } }}
      hidden={false}
      left={0}
      right={0}
    />
  );
};

export const sample: Sample = { Part };
