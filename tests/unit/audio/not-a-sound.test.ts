import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openSoundFile } from '#core/audio/sound-file.ts';
import { aiff, flac } from './sound-files.ts';
import { chunk, format, riff } from './wav/wav-files.ts';

const STEPS = Int16Array.from({ length: 1600 }, (_, i) => 9000 * Math.sin(i / 5));
const WAV = riff(format({ bits: 16, rate: 16_000 }), chunk('data', Buffer.from(STEPS.buffer)));
const text = (content: string) => Buffer.from(content);
const id3 = (bytes = 300) =>
  Buffer.concat([Buffer.from([73, 68, 51, 3, 0, 0, 0, 0, bytes >> 7, bytes & 127]), Buffer.alloc(bytes, 1)]);
function ape(bytes = 90): Buffer {
  const tag = Buffer.alloc(32 + bytes, 2);
  tag.write('APETAGEX');
  tag.writeUInt32LE(2000, 8);
  tag.writeUInt32LE(bytes, 12);
  return tag;
}

describe('a file that is no sound', () => {
  it.each([
    [
      'a web page',
      text('\n<!DOCTYPE html>\n<html><title>Sign in</title></html>'),
      /a web page.*needs a login/,
    ],
    ['a web page without a type', text('<html lang="en"></html>'), /a web page/],
    [
      'an answer of a storage',
      text('<?xml version="1.0"?><Error><Code>AccessDenied</Code>'),
      /XML.*download/,
    ],
    ['JSON', text('{"message": "Not Found"}'), /a JSON file.*download/],
    ['a list as JSON', text('[{"a": 1}]'), /a JSON file/],
    ['ZIP', Buffer.from([0x50, 0x4b, 3, 4, 20, 0, 0, 0]), /a ZIP file.*Unpack/],
    ['gzip', gzipSync(WAV), /gzip.*Unpack/],
    ['PDF', text('%PDF-1.7\n%âãÏÓ'), /a PDF document/],
    ['MIDI', text('MThd\0\0\0\x06\0\0'), /a MIDI file: it has notes and no sound/],
    ['AppleDouble', Buffer.from([0, 5, 0x16, 7, 0, 2, 0, 0]), /AppleDouble.*Delete it/],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10]), /a picture/],
    ['an array', Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]), /NumPy/],
    ['Monkey’s Audio', text('MAC \x96\x0f'), /Monkey.*convert it to FLAC/],
    ['RIFF of something else', text('RIFF\0\0\0\0WEBPVP8 '), /RIFF file without sound/],
    ['zeros', Buffer.alloc(100_000), /only zeros.*Copy it again/],
    ['a note', text('one\ttwo\n'), /a text file/],
    ['unknown bytes', Buffer.from([1, 2, 3, 4, 5]), /not a sound file of a known kind/],
  ])('is named, with what to do: %s', (_, bytes, reason) => {
    expect(() => openSoundFile(bytes)).toThrow(
      expect.objectContaining({ code: 'wav-unreadable', message: expect.stringMatching(reason) }),
    );
  });

  it.each([
    ['git lfs pull', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n'],
    ['git annex get', '../../.git/annex/objects/X1/9z/SHA256E-s100--0.wav/SHA256E-s100--0.wav'],
    ['git annex get', '/annex/objects/SHA256E-s32044--aa.wav\n'],
  ])('is a pointer to one that was not downloaded: %s', (command, content) => {
    expect(() => openSoundFile(text(content))).toThrow(
      expect.objectContaining({ code: 'lfs-pointer', message: expect.stringContaining(command) }),
    );
  });
});

describe('a sound after something else', () => {
  const plain = openSoundFile(WAV).decode();
  it.each([
    ['two ID3 tags', [id3(), id3(50)]],
    ['three tags of two kinds', [id3(), ape(), id3(7)]],
    ['an APE tag', [ape()]],
    ['a mark of the byte order', [Buffer.from([0xef, 0xbb, 0xbf])]],
    ['zeros', [Buffer.alloc(513)]],
    ['a tag and zeros', [id3(), Buffer.alloc(99)]],
  ])('is read: %s', (_, before) => {
    expect(openSoundFile(Buffer.concat([...before, WAV])).decode()).toEqual(plain);
    const other = openSoundFile(Buffer.concat([...before, flac(STEPS, 16_000)]));
    expect(other.decode()).toEqual(plain);
    expect(openSoundFile(Buffer.concat([...before, aiff(STEPS, 16_000)])).decode()).toEqual(plain);
  });
});
