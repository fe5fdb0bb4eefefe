import { fileTypeFromBuffer } from 'file-type/core';
import { readContentStart } from './read-content-start.ts';

export interface Sniffed {
  /** file-type's extension for the content; undefined for text and for what it doesn't know. */
  extension: string | undefined;
  /** The content in words, with its article. */
  inWords: string;
}

/** Far enough into a PNG to pass its colour profile; not a whole hostile file. */
const headBytes = 1_048_576;

/** What a file's bytes look like. A hint only: decoding decides. */
export async function sniffMedia(path: string): Promise<Sniffed> {
  const head = await readContentStart(path, headBytes);
  const text = describeText(head.subarray(0, 1024));
  if (text !== undefined) return { extension: undefined, inWords: text };
  // It throws where a container breaks off in its header.
  const found = await fileTypeFromBuffer(head).catch(() => undefined);
  if (!found) return { extension: undefined, inWords: 'a file of an unknown kind' };
  return { extension: found.ext, inWords: `a file of the type ${found.mime.split(';')[0]}` };
}

/** Playlists and drawings are text: they are named here and go no further. */
function describeText(head: Buffer): string | undefined {
  const text = head.toString('latin1').replace(/^ï»¿/, '').trimStart().toLowerCase();
  if (text.startsWith('#extm3u')) return 'an HLS playlist';
  if (text.startsWith('ffconcat')) return 'an ffconcat playlist';
  if (text.startsWith('v=0')) return 'an SDP session description';
  if (/^<(!doctype html|html|head|body)/.test(text)) return 'an HTML page';
  if (!text.startsWith('<')) return undefined;
  if (/<svg[\s>]/.test(text)) return 'an SVG drawing';
  return /<mpd[\s>]/.test(text) ? 'a DASH manifest' : 'an XML document';
}
