import { Type } from 'typebox';
import type { App } from '#http/contract.ts';
import type { Viewer } from '#statement/show.ts';
import { Digest, Uuid } from '#statement/statement-type.ts';
import { CHECK_TEXTS as T } from './check-texts.ts';
import { html, type Markup } from './html.ts';
import { button } from './parts/button.ts';
import { areaField } from './parts/field.ts';
import { details, pageHead } from './parts/notice.ts';
import { sendSelfContained } from './self-contained.ts';
import { sentence } from './sentence.ts';

export type CheckSources = {
  /** What this node trusts, as the text of a trust file. */
  trustText(): Promise<string>;
  /** The bundle to put into the page when somebody comes from a case or a statement; null when it is not theirs to see. */
  bundleText(
    of: { readonly case: string } | { readonly statement: string },
    viewer: Viewer,
  ): Promise<string | null>;
};

/** `/check`: one page with everything inside it, that verifies without a network, also when saved. */
export function registerCheck(app: App, sources: CheckSources): void {
  const querystring = Type.Object({ case: Type.Optional(Uuid), statement: Type.Optional(Digest) });
  app.get('/check', { schema: { querystring }, config: { rate: 'costly' } }, async (request, reply) => {
    const { case: caseId, statement } = request.query;
    const of = caseId !== undefined ? { case: caseId } : statement !== undefined ? { statement } : undefined;
    const bundle = of === undefined ? '' : ((await sources.bundleText(of, request.viewer)) ?? '');
    const page = {
      title: T.title,
      body: body(await sources.trustText(), bundle),
      foot: T.save,
      module: 'check',
      texts: ['check', 'web', 'look-alike', 'statements', 'values', 'verdicts'],
    } as const;
    return sendSelfContained(request, reply, page);
  });
}

function body(trust: string, bundle: string): Markup {
  const trustField = areaField({
    name: 'trust',
    label: T.trust,
    help: T.trustHelp,
    value: trust,
    code: true,
    rows: 8,
    spellcheck: false,
  });
  return html`${pageHead({ title: T.title, lead: T.lead })}
<p data-without-script>${T.needsScript}</p>
<div class="aside"><div class="stack loose"><form id="check-form" class="form">
<div class="drop" id="drop"><p>${T.drop}</p><div class="field"><label for="field-file">${T.file}</label><input type="file" id="field-file" accept=".json,application/json"></div></div>
${areaField({
  name: 'bundle',
  code: true,
  label: T.paste,
  help: T.pasteHelp,
  value: bundle,
  rows: 5,
  spellcheck: false,
})}
${details(T.trustSummary, html`${trustField}<p class="note">${T.trustOwn}</p>`)}
<div class="actions">${button(T.button)}</div></form>
<div id="result" tabindex="-1" aria-live="polite"></div></div>
<div class="stack"><p>${T.private}</p><p>${sentence(T.offline, { command: html`<code dir="ltr">${T.command}</code>` })}</p></div></div>`;
}
