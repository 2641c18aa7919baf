/** How much script a page carries, as it travels compressed, and how much it may. */
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';

const KIB = 1_024;
export const REPORT_PAGE_SCRIPT_KIB = 60;
export const OTHER_PAGE_SCRIPT_KIB = 150;

/** Answers what stands at an address of the same node. */
type Read = (path: string) => Promise<string>;

/** Every script of a page: where its files are, and what stands inside it, whatever its type. */
export function scriptsOf(html: string): {
  readonly files: readonly string[];
  readonly inside: readonly string[];
} {
  const files: string[] = [];
  const inside: string[] = [];
  for (const [, own = '', text = ''] of html.matchAll(/<script\b([^>]*)>(.*?)<\/script>/gs)) {
    const file = /\ssrc="([^"]+)"/.exec(own)?.[1];
    if (file === undefined) inside.push(text);
    else files.push(file);
  }
  return { files, inside };
}

/** What a page's scripts weigh, each compressed by itself. */
export async function scriptKib(html: string, read: Read): Promise<number> {
  const { files, inside } = scriptsOf(html);
  const texts = [...inside, ...(await Promise.all(files.map((file) => read(file))))];
  return texts.reduce((sum, text) => sum + gzipSync(text).length, 0) / KIB;
}

/** Pages on the way of a report, from its start to its receipt: read on any device, on any line, in a bad hour. */
export function isReportPage(path: string): boolean {
  return /^\/(?:report|drafts)(?:[/?]|$)|^\/statements\/[^/]+\/receipt/.test(path);
}

/** Fails when the page at `path` carries more script than its kind may. */
export async function assertScriptBudget(path: string, html: string, read: Read): Promise<void> {
  const kib = await scriptKib(html, read);
  const most = isReportPage(path) ? REPORT_PAGE_SCRIPT_KIB : OTHER_PAGE_SCRIPT_KIB;
  assert.ok(kib <= most, `${path} carries ${kib.toFixed(1)} KiB of compressed script; ${most} are allowed`);
}

/** What a policy would let a page do that none of ours may; empty for a sound one. */
export function looseIn(policy: string): readonly string[] {
  if (policy === '') return ['no policy'];
  const words = policy.split(/[\s;]+/);
  const loose = words.filter((word) => word === '*' || word.startsWith("'unsafe-"));
  return /(?:^|;)\s*default-src 'none'(?:;|$)/.test(policy) ? loose : [...loose, 'no default-src'];
}
