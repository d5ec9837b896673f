import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Random } from '#shared/random.ts';
import type { Format } from './formats.ts';
import { mutateBytes, mutateJson } from './mutate.ts';

interface TableFormatsOptions {
  /** A CSV of `Emotions,Path`. */
  table: string;
  /** Writes a file under a name of its own. */
  file(content: Uint8Array | string, ending: string): string;
  used(path: string, use: (path: string) => Promise<unknown>): Promise<unknown>;
  readTable(random: Random): (path: string) => Promise<unknown>;
}

const HEADER = `name: tiny
splits: {te: {type: test}}
schemes:
  emotion: {dtype: str, labels: [angry, happy]}
  speaker: {dtype: str, labels: {'1': {gender: female}, '2': {gender: male}}}
tables:
  emotion: {type: filewise, split_id: te, columns: {emotion: {scheme_id: emotion}, speaker: {scheme_id: speaker}}}
`;

const PARQUET = new URL('../../tests/fixtures/parquet/', import.meta.url);

/** The formats of tables, with damage of bytes and of values. */
export function tableFormats({ table, file, used, readTable }: TableFormatsOptions): Format[] {
  const rows = parse(readFileSync(table)).slice(1) as [string, string][];
  const clips = rows.map(([emotion, path], index) => ({
    wav: path,
    emotion,
    spk_id: index % 3,
    raters: [emotion, 'sad', emotion],
  }));
  const lists = [clips, { clips }, Object.fromEntries(clips.map((clip, index) => [`clip-${index}`, clip]))];
  const parquet = readdirSync(PARQUET)
    .filter((name) => name.endsWith('.parquet'))
    .map((name) => new URL(name, PARQUET));
  const damaged = (value: unknown, random: Random) =>
    random.next() < 0.5
      ? mutateBytes(Buffer.from(JSON.stringify(value)), random)
      : JSON.stringify(mutateJson(value, random));
  return [
    {
      name: 'csv',
      send: (random) => used(file(mutateBytes(readFileSync(table), random), '.csv'), readTable(random)),
    },
    {
      name: 'json-table',
      send: (random) => used(file(damaged(random.pick(lists), random), '.json'), readTable(random)),
    },
    {
      name: 'parquet',
      send: (random) =>
        used(file(mutateBytes(readFileSync(random.pick(parquet)), random), '.parquet'), readTable(random)),
    },
    {
      name: 'jsonl',
      send(random) {
        const lines = Buffer.from(clips.map((clip) => `${JSON.stringify(clip)}\n`).join(''));
        return used(file(mutateBytes(lines, random), '.jsonl'), readTable(random));
      },
    },
    {
      name: 'audformat',
      send(random) {
        const path = file('', '.tmp');
        const header = join(dirname(path), 'db.yaml');
        const text = ['file,emotion,speaker', ...rows.map(([emotion, clip]) => `${clip},${emotion},1`)].join(
          '\n',
        );
        const isHeader = random.next() < 0.7;
        writeFileSync(header, isHeader ? mutateBytes(Buffer.from(HEADER), random) : HEADER);
        const tables = join(dirname(path), 'db.emotion.csv');
        writeFileSync(tables, isHeader ? text : mutateBytes(Buffer.from(text), random));
        return used(header, readTable(random));
      },
    },
  ];
}
