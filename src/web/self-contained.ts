import type { App, Reply, Request } from '#http/contract.ts';
import { selfContainedPolicy } from '#http/security-headers.ts';
import { primitives } from '#primitives';
import { currentLanguage, treeOf } from '#speaking';
import { LANGUAGE_FACTS } from '#texts/languages.ts';
import { CARRIED_TEXTS } from '#texts/tree.ts';
import { bundleModule, stylesheet } from './assets.ts';
import { attributes, type Content, dataBlock, html, inlineElement, type Markup, render, said } from './html.ts';
import { plainSentence, sentence } from './sentence.ts';
import { WEB_TEXTS } from './texts.ts';

type Parts = {
  readonly script: string;
  readonly style: string;
  readonly scriptHash: string;
  readonly styleHash: string;
};

const MODULES = ['check', 'seal-report'] as const;
type Module = (typeof MODULES)[number];

export type SelfContained = {
  readonly title: string;
  readonly body: Markup;
  /** Below the line about who runs the node. */
  readonly foot: Content;
  /** The module from `src/web/browser` that stands inside the page. */
  readonly module: Module;
  /** Which files of messages the module reads from. */
  readonly texts: readonly string[];
};

/** Bundled once in a process, whatever the number of its nodes; what failed is tried again by whoever comes next. */
const built = new Map<Module, Promise<Parts>>();
const encoder = new TextEncoder();
/** By then several nodes in one process have all begun to listen, and the first pages are out. */
export const PREPARE_AFTER_MS = 4_000;

/** Once the node listens, bundles what these pages carry, so that nobody waits for it, nor does the start. */
export function prepareSelfContained(app: App, prepare: () => Promise<void> = prepared): void {
  let timer: NodeJS.Timeout | undefined;
  app.addHook('onListen', (done) => {
    timer = setTimeout(() => {
      // Whoever asks for the page is told of a failure; here nobody waits.
      prepare().catch(() => undefined);
    }, PREPARE_AFTER_MS);
    timer.unref();
    done();
  });
  app.addHook('onClose', (_app, done) => {
    clearTimeout(timer);
    done();
  });
}

async function prepared(): Promise<void> {
  for (const module of MODULES) await partsOf(module);
}

function partsOf(module: Module): Promise<Parts> {
  const before = built.get(module);
  if (before !== undefined) return before;
  const building = buildParts(module);
  built.set(module, building);
  building.catch(() => built.delete(module));
  return building;
}

/** A page with everything inside it: it works without a network, also when saved, and may open no connection. */
export async function sendSelfContained(request: Request, reply: Reply, page: SelfContained): Promise<Reply> {
  const parts = await partsOf(page.module);
  return selfContainedPolicy(reply, [parts.scriptHash], [parts.styleHash])
    .type('text/html; charset=utf-8')
    .send(withWholeAddresses(render(around(request, parts, page)), request.server.node.publicUrl));
}

/** From a saved copy a link leads to the node that made the page: an address of its own site would lead into the disk. */
function withWholeAddresses(page: string, publicUrl: string): string {
  // Below the content stand the scripts, which must stay what their hashes say.
  const end = page.indexOf('</main>');
  const content = page.slice(0, end).replace(/(<a\b[^>]*? href=")(?=\/)/g, (start) => start + publicUrl);
  return content + page.slice(end);
}

async function buildParts(module: Module): Promise<Parts> {
  const script = new TextDecoder().decode(await bundleModule(module)).trim();
  const style = stylesheet().trim();
  return { script, style, scriptHash: hashOf(script), styleHash: hashOf(style) };
}

function hashOf(text: string): string {
  return primitives.sha256(encoder.encode(text)).toBase64();
}

function around(request: Request, parts: Parts, { title, body, foot, texts }: SelfContained): Markup {
  const { node } = request.server;
  // The same policy travels inside the page, so that a saved copy is bound by it too.
  const policy = `default-src 'none'; script-src 'sha256-${parts.scriptHash}'; style-src 'sha256-${parts.styleHash}'; img-src data:; base-uri 'none'; form-action 'none'`;
  const language = currentLanguage();
  const carried = Object.fromEntries(language === 'en' ? [] : texts.map((room) => [room, treeOf(language, room)]));
  return html`<html lang="${language}" dir="${LANGUAGE_FACTS[language].direction}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>${plainSentence(WEB_TEXTS.shell.title, { title, node: node.name })}</title>${inlineElement('style', parts.style)}</head>
<body><a class="skip" href="#content">${WEB_TEXTS.shell.skip}</a>
${node.exercise && html`<div class="exercise" role="region" aria-label="${WEB_TEXTS.shell.exerciseLabel}"><div class="frame"><p><strong>${WEB_TEXTS.shell.exerciseLabel}</strong>${sentence(WEB_TEXTS.shell.exercise, { realm: html`<span class="fixed">${node.realm}</span>` })}</p></div></div>`}
<header class="site"><div class="frame"><a class="brand" ${attributes({ href: `${node.publicUrl}/` })}>Comity <span class="brand-node">${said(node.name)}</span></a></div></header>
<main id="content" tabindex="-1"><div class="frame">${body}</div></main>
<footer class="foot"><div class="frame"><p>${sentence(WEB_TEXTS.shell.runBy, { operator: said(node.operator) })}</p><p>${foot}</p></div></footer>
${dataBlock(CARRIED_TEXTS, carried)}${inlineElement('script', parts.script)}</body></html>`;
}
