import { Type } from 'typebox';
import type { App, Reply, Request } from '#http/contract.ts';
import { selfContainedPolicy } from '#http/security-headers.ts';
import { primitives } from '#primitives';
import { currentLanguage, treeOf } from '#speaking';
import type { Viewer } from '#statement/show.ts';
import { Digest, Uuid } from '#statement/statement-type.ts';
import { LANGUAGE_FACTS } from '#texts/languages.ts';
import { CARRIED_TEXTS } from '#texts/tree.ts';
import { bundleModule, stylesheet } from './assets.ts';
import { CHECK_TEXTS as T } from './check-texts.ts';
import { attributes, dataBlock, html, inlineElement, type Markup, render, said } from './html.ts';
import { button } from './parts/button.ts';
import { areaField } from './parts/field.ts';
import { details, pageHead } from './parts/notice.ts';
import { sentence } from './sentence.ts';
import { TEXTS } from './texts.ts';

export type CheckSources = {
  /** What this node trusts, as the text of a trust file. */
  trustText(): Promise<string>;
  /** The bundle to put into the page when somebody comes from a case or a statement; null when it is not theirs to see. */
  bundleText(
    of: { readonly case: string } | { readonly statement: string },
    viewer: Viewer,
  ): Promise<string | null>;
};

type Parts = {
  readonly script: string;
  readonly style: string;
  readonly scriptHash: string;
  readonly styleHash: string;
};
const encoder = new TextEncoder();
let parts: Promise<Parts> | undefined;

/** `/check`: one page with everything inside it, that verifies without a network, also when saved. */
export function registerCheck(app: App, sources: CheckSources): void {
  const querystring = Type.Object({ case: Type.Optional(Uuid), statement: Type.Optional(Digest) });
  app.get('/check', { schema: { querystring }, config: { rate: 'costly' } }, async (request, reply) => {
    const { case: caseId, statement } = request.query;
    const of = caseId !== undefined ? { case: caseId } : statement !== undefined ? { statement } : undefined;
    const bundle = of === undefined ? '' : ((await sources.bundleText(of, request.viewer)) ?? '');
    parts ??= buildParts();
    const page = checkPage(request, await parts, await sources.trustText(), bundle);
    return policed(reply, await parts)
      .type('text/html; charset=utf-8')
      .send(render(page));
  });
}

function policed(reply: Reply, { scriptHash, styleHash }: Parts): Reply {
  return selfContainedPolicy(reply, [scriptHash], [styleHash]);
}

async function buildParts(): Promise<Parts> {
  const script = new TextDecoder().decode(await bundleModule('check')).trim();
  const style = stylesheet().trim();
  return { script, style, scriptHash: hashOf(script), styleHash: hashOf(style) };
}

function hashOf(text: string): string {
  return primitives.sha256(encoder.encode(text)).toBase64();
}

function checkPage(request: Request, built: Parts, trust: string, bundle: string): Markup {
  const { node } = request.server;
  // The same policy travels inside the page, so that a saved copy is bound by it too.
  const policy = `default-src 'none'; script-src 'sha256-${built.scriptHash}'; style-src 'sha256-${built.styleHash}'; img-src data:; base-uri 'none'; form-action 'none'`;
  const language = currentLanguage();
  const carried = dataBlock(
    CARRIED_TEXTS,
    language === 'en' ? {} : { check: treeOf(language, 'check'), web: treeOf(language, 'web') },
  );
  return html`<html lang="${language}" dir="${LANGUAGE_FACTS[language].direction}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>${T.title} – ${node.name}</title>${inlineElement('style', built.style)}</head>
<body><a class="skip" href="#content">${TEXTS.shell.skip}</a>
${node.exercise && html`<div class="exercise" role="region" aria-label="${TEXTS.shell.exerciseLabel}"><div class="frame"><p><strong>${TEXTS.shell.exerciseLabel}</strong>${sentence(TEXTS.shell.exercise, { realm: html`<span class="fixed">${node.realm}</span>` })}</p></div></div>`}
<header class="site"><div class="frame"><a class="brand" ${attributes({ href: `${node.publicUrl}/` })}>Comity <span class="brand-node">${said(node.name)}</span></a></div></header>
<main id="content" tabindex="-1"><div class="frame">${body(trust, bundle)}</div></main>
<footer class="foot"><div class="frame"><p>${sentence(TEXTS.shell.runBy, { operator: said(node.operator) })}</p><p>${T.save}</p></div></footer>
${carried}${inlineElement('script', built.script)}</body></html>`;
}

function body(trust: string, bundle: string): Markup {
  const trustField = areaField({
    name: 'trust',
    label: T.trust,
    help: T.trustHelp,
    value: trust,
    rows: 8,
    spellcheck: false,
  });
  return html`${pageHead({ title: T.title, lead: T.lead })}
<p data-without-script>${T.needsScript}</p>
<div class="aside"><div class="stack loose"><form id="check-form" class="form">
<div class="drop" id="drop"><p>${T.drop}</p><div class="field"><label for="field-file">${T.file}</label><input type="file" id="field-file" accept=".json,application/json"></div></div>
${areaField({ name: 'bundle', label: T.paste, help: T.pasteHelp, value: bundle, rows: 5, spellcheck: false })}
${details(T.trustSummary, html`${trustField}<p class="note">${T.trustOwn}</p>`)}
<div class="actions">${button(T.button)}</div></form>
<div id="result" tabindex="-1" aria-live="polite"></div></div>
<div class="stack"><p>${T.private}</p><p>${sentence(T.offline, { command: html`<code>${T.command}</code>` })}</p></div></div>`;
}
