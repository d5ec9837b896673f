import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createProgramLog } from '#main/program-log.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const now = () => new Date('2026-05-01T10:00:00Z');

describe('the log of the program', () => {
  it('has the time of each text, and is made at the first one', () => {
    const log = createProgramLog(join(temporaryFolder(), 'window', 'logs'), { now });
    expect(existsSync(log.folder)).toBe(false);
    log.write('Error: a defect\n    at somewhere\n');
    log.write('another');
    expect(readFileSync(join(log.folder, 'neural-ser.log'), 'utf8')).toBe(
      '2026-05-01T10:00:00.000Z Error: a defect\n    at somewhere\n2026-05-01T10:00:00.000Z another\n',
    );
  });

  it('keeps three older files of a limited size', () => {
    const log = createProgramLog(temporaryFolder(), { maxBytes: 1000, now });
    for (let line = 0; line < 200; line++) log.write(`line ${line} ${'x'.repeat(60)}`);
    const names = readdirSync(log.folder).sort();
    expect(names).toEqual(['neural-ser.1.log', 'neural-ser.2.log', 'neural-ser.3.log', 'neural-ser.log']);
    const text = (name: string) => readFileSync(join(log.folder, name), 'utf8');
    expect(text('neural-ser.log')).toContain('line 199');
    for (const name of names) expect(text(name).length).toBeLessThan(1100);
    const numberOf = (name: string) => Number(/line (\d+)/.exec(text(name))?.[1]);
    expect(numberOf('neural-ser.3.log')).toBeLessThan(numberOf('neural-ser.1.log'));
  });

  it('does not end the program where nothing can be written', () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    expect(() => createProgramLog(join(file, 'logs')).write('text')).not.toThrow();
  });
});
