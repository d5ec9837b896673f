/** Downloads the content of a `data:` or `blob:` address under a file name. */
export function download(name: string, address: string): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName(name);
  link.click();
}

/** A name without the characters that a file's name cannot have. */
export const fileName = (name: string) => name.replace(/[\\/:*?"<>|]+/g, '-');

/** Downloads text or bytes under a file name. */
export function downloadContent(name: string, content: BlobPart, type: string): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  download(name, address);
  // The browser has started the download by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
