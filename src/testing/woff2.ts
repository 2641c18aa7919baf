/** Reads from a WOFF2 file which characters its font has (W3C WOFF 2.0; OpenType `cmap`, formats 4 and 12). */
import { brotliDecompressSync } from 'node:zlib';

const KNOWN_TAGS =
  'cmap head hhea hmtx maxp name OS/2 post cvt  fpgm glyf loca prep CFF  VORG EBDT EBLC gasp hdmx kern LTSH PCLT VDMX vhea vmtx BASE GDEF GPOS GSUB EBSC JSTF MATH CBDT CBLC COLR CPAL SVG  sbix acnt avar bdat bloc bsln cvar fdsc feat fmtx fvar gvar hsty just lcar mort morx opbd prop trak Zapf Silf Glat Gloc Feat Sill'.match(
    /.{4}(?= |$)/gu,
  )!;
const HEADER_BYTES = 48;
const OWN_TAG = 63;

/** The code points that the font of this file has a glyph for. */
export function charactersOf(file: Uint8Array): ReadonlySet<number> {
  const tables = tablesOf(file);
  const cmap = tables.get('cmap');
  if (cmap === undefined) throw new Error('The font has no cmap.');
  const view = new DataView(cmap.buffer, cmap.byteOffset, cmap.byteLength);
  const found = new Set<number>();
  for (let at = 0; at < view.getUint16(2); at++) {
    const start = view.getUint32(4 + at * 8 + 4);
    if (view.getUint16(start) === 4) format4(view, start, found);
    else if (view.getUint16(start) === 12) format12(view, start, found);
  }
  return found;
}

/** Those tables that lie in the file as they are; `glyf` and `loca` do not. */
function tablesOf(file: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  let at = HEADER_BYTES;
  const variable = () => {
    let value = 0;
    for (;;) {
      const byte = file[at++]!;
      value = value * 128 + (byte & 127);
      if (byte < 128) return value;
    }
  };
  const lengths: [tag: string, length: number][] = [];
  for (let table = 0; table < view.getUint16(12); table++) {
    const flags = file[at++]!;
    const own = (flags & OWN_TAG) === OWN_TAG;
    const tag = own ? String.fromCharCode(...file.subarray(at, at + 4)) : KNOWN_TAGS[flags & OWN_TAG]!;
    if (own) at += 4;
    const length = variable();
    // These two are transformed by version 0, all others by any other.
    const transformed = tag === 'glyf' || tag === 'loca' ? flags >> 6 !== 3 : flags >> 6 !== 0;
    lengths.push([tag, transformed ? variable() : length]);
  }
  const whole = brotliDecompressSync(file.subarray(at, at + view.getUint32(20)));
  let from = 0;
  return new Map(
    lengths.map(([tag, length]) => {
      from += length;
      return [tag, whole.subarray(from - length, from)];
    }),
  );
}

function format4(view: DataView, start: number, found: Set<number>): void {
  const segments = view.getUint16(start + 6) / 2;
  for (let at = 0; at < segments; at++) {
    const last = view.getUint16(start + 14 + at * 2);
    const first = view.getUint16(start + 16 + (segments + at) * 2);
    for (let point = first; point <= last && point < 0xffff; point++) found.add(point);
  }
}

function format12(view: DataView, start: number, found: Set<number>): void {
  for (let at = 0; at < view.getUint32(start + 12); at++) {
    const group = start + 16 + at * 12;
    for (let point = view.getUint32(group); point <= view.getUint32(group + 4); point++) found.add(point);
  }
}
