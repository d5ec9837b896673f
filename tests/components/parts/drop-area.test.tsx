import { expect, test, vi } from 'vitest';
import { DropArea } from '#renderer/parts/fields/drop-area.tsx';
import { graveFindings } from '../grave-findings.ts';
import { renderPart } from '../render-part.tsx';

/** Sends the browser's events of dragging over the window. */
function drag(type: string, dataTransfer: DataTransfer, relatedTarget: Element | null = null): DragEvent {
  const event = new DragEvent(type, { dataTransfer, relatedTarget, bubbles: true, cancelable: true });
  document.body.dispatchEvent(event);
  return event;
}

function files(...names: string[]): DataTransfer {
  const data = new DataTransfer();
  for (const name of names) data.items.add(new File(['x'], name));
  return data;
}

const rendered = (onDrop: (dropped: DataTransfer) => void) =>
  renderPart(
    <DropArea hint="Add these files" icon={null} onDrop={onDrop}>
      The page
    </DropArea>,
  );

test('shows the hint for files over any part of the window, and passes dropped files on', async () => {
  const onDrop = vi.fn<(names: string[]) => void>();
  const screen = await rendered((dropped) => onDrop([...dropped.files].map(({ name }) => name)));
  const hint = screen.getByText('Add these files');
  await expect.element(hint).not.toBeInTheDocument();
  expect(drag('dragenter', files('a.wav')).defaultPrevented).toBe(true);
  await expect.element(hint).toBeVisible();
  expect(await graveFindings(screen)).toEqual([]);
  expect(drag('dragover', files('a.wav')).defaultPrevented).toBe(true);
  expect(drag('drop', files('a.wav', 'b.wav')).defaultPrevented).toBe(true);
  expect(onDrop.mock.calls).toEqual([[['a.wav', 'b.wav']]]);
  await expect.element(hint).not.toBeInTheDocument();
});

test('hides the hint when the files leave the window, not when they move inside it', async () => {
  const screen = await rendered(() => undefined);
  const hint = screen.getByText('Add these files');
  drag('dragenter', files('a.wav'));
  drag('dragleave', files('a.wav'), document.body);
  await expect.element(hint).toBeVisible();
  drag('dragleave', files('a.wav'), null);
  await expect.element(hint).not.toBeInTheDocument();
});

test('ignores dragged text', async () => {
  const onDrop = vi.fn<() => void>();
  const screen = await rendered(onDrop);
  const text = new DataTransfer();
  text.setData('text/plain', 'a word');
  expect(drag('dragover', text).defaultPrevented).toBe(false);
  expect(drag('drop', text).defaultPrevented).toBe(false);
  expect(onDrop).not.toHaveBeenCalled();
  await expect.element(screen.getByText('Add these files')).not.toBeInTheDocument();
});

test('accepts no files after the page is left', async () => {
  const onDrop = vi.fn<() => void>();
  const screen = await rendered(onDrop);
  await screen.unmount();
  drag('drop', files('a.wav'));
  expect(onDrop).not.toHaveBeenCalled();
});
