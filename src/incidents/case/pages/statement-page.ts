import type { Change } from '#incidents/case/standing.ts';
import type { Shown } from '#ledger/contract.ts';
import { claimValue, type Names, statementLink } from '#site/claim-value.ts';
import { SAYING } from '#site/kinds/texts.ts';
import { INCIDENT_TEXTS } from '#site/texts.ts';
import { currentLanguage } from '#speaking';
import type { Claim } from '#statement/draft.ts';
import { COMMON_CLAIMS, type StatementType } from '#statement/statement-type.ts';
import { listText } from '#texts/icu.ts';
import { html, type Markup, said } from '#web/html.ts';
import { claimLabel, typeLabel } from '#web/labels.ts';
import { summaryList, table } from '#web/parts/lists.ts';
import { type ProofState, proofBadge, tlpLabel } from '#web/parts/marks.ts';
import { backLink, details, notice, pageHead } from '#web/parts/notice.ts';
import { type Step, stepList } from '#web/parts/steps.ts';
import { when } from '#web/parts/when.ts';
import { counted, plainSentence, sentence } from '#web/sentence.ts';
import { valueWord } from '#web/value-words.ts';

const T = INCIDENT_TEXTS.statement;

/** A statement with what became of it, seen with the viewer's eyes. */
export type StatementView = {
  readonly shown: Shown;
  readonly type: StatementType | undefined;
  readonly caseId: string | null;
  readonly changes: readonly Change[];
  readonly proof: ProofState;
  /** What the node found when it checked; empty before the log has published a checkpoint over it. */
  readonly steps: readonly Step[];
  readonly names: Names;
  /** Forms and links for this seat. */
  readonly actions: Markup | false;
};

export function statementBody(view: StatementView): Markup {
  const { shown, caseId, names } = view;
  const label = typeLabel(shown.type);
  const lead = html`${sentence(T.by, { party: html`<strong>${said(names.party(shown.issuer))}</strong>` })} · ${sentence(T.recorded, { when: when(shown.recordedAt) })}`;
  return html`${caseId !== null && backLink(T.crumb, `/cases/${caseId}`)}
${pageHead({ title: label, lead })}
<div class="aside between"><div class="stack loose">${view.changes.map(changeNotice)}${claimsSection(view)}</div>
<div class="stack beside">${view.actions}</div>
${proofSection(view)}</div>`;
}

function changeNotice(change: Change): Markup | false {
  if (!change.effective) return false;
  const by = { digest: statementLink(change.digest) };
  return change.kind === 'withdrawal'
    ? notice(T.withdrawnTitle, html`<p>${sentence(T.withdrawnBody, by)}</p>`, 'wrong')
    : notice(T.correctedTitle, html`<p>${sentence(T.correctedBody, by)}</p>`, 'wait');
}

function claimsSection({ shown, type, names }: StatementView): Markup {
  const claims = [...shown.claims.values()];
  const own = claims.filter(({ name }) => COMMON_CLAIMS[name] === undefined);
  const common = claims.filter(({ name }) => COMMON_CLAIMS[name] !== undefined);
  const columns = T.columns.map((label) => ({ label }));
  const rows = (list: readonly Claim[]) => list.map((claim) => claimRow(claim, shown.type, type, names));
  return html`<section class="stack tight" aria-labelledby="content-heading"><h2 id="content-heading">${T.content}</h2>
${own.length > 0 && table(T.content, columns, rows(own), true)}
${shown.withheld && html`<p class="withheld">${T.withheld}</p>`}
${shown.erased > 0 && html`<p class="note">${counted(T.erased, shown.erased)}</p>`}
${common.length > 0 && details(T.about, table(T.about, columns, rows(common), true))}</section>`;
}

function claimRow(
  { name, value, marking }: Claim,
  typeName: string,
  type: StatementType | undefined,
  names: Names,
): readonly Markup[] {
  return [
    html`${claimLabel(typeName, name)}`,
    claimValue(name, value, type, names),
    html`${tlpLabel(marking.tlp)} <span class="note">${plainSentence(T.uses, {
      uses: listText(
        currentLanguage(),
        marking.uses.map((use) => valueWord('uses', use) ?? use),
      ),
    })}</span>`,
  ];
}

function proofSection({ shown, proof, steps }: StatementView): Markup {
  const file = plainSentence(T.fileName, { id: shown.digest.slice(0, 8) });
  return html`<section class="stack tight" aria-labelledby="proof"><div class="row"><h2 id="proof">${T.proofHeading}</h2>${proofBadge(proof)}</div>
<p>${steps.length === 0 ? T.noProof : T.proofLead}</p>${stepList(steps, 'found')}
${summaryList([
  { key: T.digest, value: html`<span class="hash">${shown.digest}</span>` },
  {
    key: T.log,
    value: html`${sentence(T.logPosition, { log: html`<span class="hash">${shown.log}</span>`, index: shown.logIndex })}${shown.origin === 'foreign' && html` <span class="note">${T.foreign}</span>`}`,
  },
])}
<p class="row no-print"><a class="button second" href="/api/v1/statements/${shown.digest}/bundle" download="${file}">${T.proofFile}</a> <a href="/api/v1/statements/${shown.digest}/proof">${T.proofText}</a></p>
<pre>${plainSentence(T.command, { file })}</pre><p class="no-print"><a href="/api/v1/trust" download="trust.txt">${T.trustFile}</a></p><p class="no-print"><a href="/check?statement=${shown.digest}">${INCIDENT_TEXTS.case.checkHere}</a> · <a href="/said/${shown.type}">${SAYING.list.all}</a></p></section>`;
}
