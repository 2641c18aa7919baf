import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { NodeCompiler, type NodeTypstDocument, PdfStandard } from '@myriaddreamin/typst-ts-node-compiler';
import type { PrintBlock, PrintDocument, PrintText } from './document.ts';
import { FIXED_FONTS, fontsFor } from './fonts.ts';
import { type SetText, setText } from './plain-text.ts';

/** What the thread is given when it starts: folders with the packaged fonts and the operator's own. */
export type PrintThread = { readonly fontFolders: readonly string[] };
export type PrintJob = { readonly id: number; readonly document: PrintDocument };

/** `missing`: letters of the document's own texts that no font here has. */
export type PrintAnswer = { readonly id: number } & (
  | { readonly pdf: Uint8Array<ArrayBuffer>; readonly coded: readonly string[] }
  | { readonly missing: readonly string[] }
  | { readonly failure: string }
);

/** Each round finds letters without a font that the round before did not come to. */
const ROUNDS_MOST = 6;
/** The compiler keeps what it computed for so many documents, to be quick with the next one. */
const CACHE_DOCUMENTS = 4;

const { fontFolders } = workerData as PrintThread;
const template = readFileSync(join(import.meta.dirname, 'template.typ'), 'utf8');
// The workspace is a folder of ours without secrets; the template reads no file at all.
const compiler = NodeCompiler.create({
  workspace: import.meta.dirname,
  fontArgs: [{ fontPaths: [...fontFolders] }],
});

parentPort?.on('message', ({ id, document }: PrintJob) => {
  const answer = answerTo(id, document);
  parentPort?.postMessage(answer, 'pdf' in answer ? [answer.pdf.buffer] : []);
});

function answerTo(id: number, document: PrintDocument): PrintAnswer {
  const coded = new Set<string>();
  try {
    for (let round = 0; round < ROUNDS_MOST; round++) {
      const made = make(document, coded);
      if ('pdf' in made) return { id, pdf: made.pdf, coded: [...coded] };
      const own = ownTexts(document);
      const missing = made.unprintable.filter((character) => own.includes(character));
      if (missing.length > 0) return { id, missing };
      for (const character of made.unprintable) coded.add(character);
    }
    return { id, failure: `${coded.size} letters have no font here` };
  } catch (failure) {
    return { id, failure: failure instanceof Error ? failure.message : 'unknown' };
  } finally {
    compiler.evictCache(CACHE_DOCUMENTS);
  }
}

type Made = { readonly pdf: Uint8Array<ArrayBuffer> } | { readonly unprintable: readonly string[] };

/** What is to fit a page is set in the largest of these letters that let it; in the last, if none does. */
const CLOSE_SIZES_PT = [10, 9.2, 8.4, 7.6] as const;

function make(document: PrintDocument, coded: ReadonlySet<string>): Made {
  const sizes = document.close === true ? CLOSE_SIZES_PT : CLOSE_SIZES_PT.slice(0, 1);
  let compiled = compileAt(sizes[0]!, document, coded);
  for (const size of sizes.slice(1)) {
    if (compiled.numOfPages <= 1) break;
    compiled = compileAt(size, document, coded);
  }
  try {
    const pdf = compiler.pdf(compiled, { pdfStandard: PdfStandard.UA_1 });
    return { pdf: new Uint8Array(pdf) };
  } catch (failure) {
    const unprintable = lettersNamedIn(failure);
    if (unprintable.length === 0) throw failure;
    return { unprintable };
  }
}

function compileAt(sizePt: number, document: PrintDocument, coded: ReadonlySet<string>): NodeTypstDocument {
  const inputs = { document: JSON.stringify({ ...settable(document, coded), size: sizePt }) };
  const compiled = compiler.compile({ mainFileContent: template, inputs });
  if (compiled.result === null) {
    const said = compiled.takeDiagnostics()?.shortDiagnostics ?? [];
    throw new Error(`compile: ${JSON.stringify(said).slice(0, 500)}`);
  }
  return compiled.result;
}

/** PDF/UA refuses letters without a glyph, one diagnostic each: "the text `"中"` could not be displayed". */
function lettersNamedIn(failure: unknown): readonly string[] {
  const text = failure instanceof Error ? failure.message : '';
  const named = text.matchAll(/the text `(?:\\"|")(.*?)(?:\\"|")` could not be displayed/gsu);
  return [...new Set([...named].flatMap(([, letters]) => Array.from(unescaped(letters!))))];
}

/** The diagnostics write their texts as Rust does. */
function unescaped(text: string): string {
  return text.replace(/\\u\{([0-9a-fA-F]+)\}/g, (_all, hex: string) =>
    String.fromCodePoint(Number.parseInt(hex, 16)),
  );
}

function settable(document: PrintDocument, coded: ReadonlySet<string>) {
  const set = (text: PrintText): SetText => setText(text, coded);
  return {
    ...document,
    subtitle: document.subtitle === undefined ? null : set(document.subtitle),
    close: document.close === true,
    banner: document.banner ?? null,
    fonts: fontsFor(document.language),
    fixed: FIXED_FONTS,
    blocks: document.blocks.map((block) => {
      if (block.kind !== 'rows') return { kind: block.kind, text: set(block.text) };
      const rows = block.rows.map(({ label, note, values, remark }) => ({
        label: set(label),
        note: note ?? null,
        values: values.map(set),
        remark: remark ?? null,
      }));
      return { kind: block.kind, head: block.head, rows };
    }),
  };
}

/** The document's own words, without what others said. */
function ownTexts(document: PrintDocument): string {
  const { title, foot, pageOf, banner, subtitle, blocks } = document;
  const texts = [title, foot, pageOf, banner, subtitle, ...blocks.flatMap(textsOf)];
  return texts.filter((text) => typeof text === 'string').join('');
}

function textsOf(block: PrintBlock): readonly (PrintText | undefined)[] {
  if (block.kind !== 'rows') return [block.text];
  return [
    ...block.head,
    ...block.rows.flatMap(({ label, note, values, remark }) => [label, note, ...values, remark]),
  ];
}
