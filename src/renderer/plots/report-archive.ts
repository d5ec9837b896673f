import { type ArchivedFile, zipFiles } from '#shared/zip-files.ts';
import { svgToPng } from './svg-to-png.ts';

/** The files of a report as a ZIP archive, with a PNG beside each SVG. */
export async function reportArchive(
  files: readonly { path: string; content: string }[],
): Promise<Uint8Array<ArrayBuffer>> {
  const archived: ArchivedFile[] = [];
  for (const { path, content } of files) {
    archived.push({ path, content });
    if (path.endsWith('.svg')) {
      archived.push({ path: path.replace(/svg$/, 'png'), content: await svgToPng(content) });
    }
  }
  return zipFiles(archived);
}
