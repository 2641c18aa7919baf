import type { ShownStatement } from '#incidents/case/shown-statement.ts';
import type { Change } from '#incidents/case/standing.ts';
import type { CaseSummary, Speaker } from '#incidents/case/summary.ts';
import { NOTICE_TEXTS as NOTICES } from '#incidents/notices/pages/notice-texts.ts';
import { heldAs } from '#incidents/pages/held-as.ts';
import type { Holder } from '#incidents/pages/holders.ts';
import type { LeftOut } from '#ledger/contract.ts';
import type { CaseClocksShown } from '#obligations/clocks/pages/clock-pages.ts';
import type { CaseLink } from '#site/added.ts';
import { type Names, statementLink } from '#site/claim-value.ts';
import { INCIDENT_TEXTS } from '#site/texts.ts';
import { html, type Markup, said } from '#web/html.ts';
import { linkButton } from '#web/parts/button.ts';
import { table } from '#web/parts/lists.ts';
import { type ProofState, tag } from '#web/parts/marks.ts';
import { backLink, nextStep, notice, pageHead } from '#web/parts/notice.ts';
import { when } from '#web/parts/when.ts';
import { counted, plainSentence, sentence } from '#web/sentence.ts';
import { shortDigest } from '#web/value.ts';
import { valueWord } from '#web/value-words.ts';
import { answerAtAGlance, answersSection } from './case-answers.ts';
import { confidenceWords } from './case-claims.ts';
import { CASE_TEXTS } from './case-texts.ts';
import { type TimelineChoice, timelineSection } from './case-timeline.ts';
import { caseTitle } from './case-title.ts';
import { type NextLink, nextLink } from './next-link.ts';
import { type CallReach, reachSection } from './recall-reach.ts';

const T = INCIDENT_TEXTS.case;

/** Everything a case page says, already seen with the viewer's eyes. */
export type CaseView = {
  readonly caseId: string;
  readonly summary: CaseSummary;
  readonly holders: readonly Holder[];
  readonly proofs: ReadonlyMap<string, ProofState>;
  readonly choice: TimelineChoice;
  readonly names: Names;
  readonly labelOf: (type: string) => string;
  readonly signedIn: boolean;
  readonly now: Temporal.Instant;
  readonly shown: readonly ShownStatement[];
  readonly leftOut: LeftOut;
  readonly clocks: CaseClocksShown;
  /** What the viewer's party proposed here and has not sent. */
  readonly waiting: Markup | false;
  /** How far what was taken back has come, below the viewer's party. */
  readonly reaches: readonly CallReach[];
  /** Where it leads in pages of other capabilities, and what they show beside it. */
  readonly links: readonly CaseLink[];
  readonly beside: readonly Markup[];
  /** What has just been done and can be taken back. */
  readonly undo: Markup | false;
  /** The form inside the timeline, for a party that has something to add to. */
  readonly add: Markup | false;
  /** What this seat may say here besides the next step. */
  readonly more: readonly (readonly [label: string, href: string])[];
  /** Any other kind of statement that this seat may say. */
  readonly elsewhere: Markup | false;
};

export function caseBody(view: CaseView): Markup {
  const { caseId, summary, names } = view;
  const first = summary.timeline[0];
  const lead = first && sentence(T.lead, { party: said(names.party(first.by)), when: when(first.logged) });
  const address = `/cases/${caseId}?events=${view.choice.events}&order=${view.choice.order}`;
  return html`${backLink(T.crumb, '/cases')}${view.undo}<div id="live" data-live="${address}">
${pageHead({ title: caseTitle(summary, names, caseId), lead })}
${summary.status.state === 'withdrawn' && html`<div class="before">${notice(T.withdrawnNotice, html`<p>${T.withdrawnBody}</p>`, 'wrong')}</div>`}
${leftOutNotice(view)}<div class="aside first">${glance(view)}<div class="stack">${nextSection(view)}${view.waiting}</div></div>
${view.clocks.section}<p class="no-print row spaced">${view.links.map(({ label, href }) => html`<a href="${href}">${label}</a> `)}</p>
<div class="aside after"><div class="stack loose">
${answersSection(caseId, summary.answers, view)}
${changesSection(summary, names)}
${timelineSection(caseId, summary.timeline, view.choice, view.proofs, names, view.labelOf, view.add)}
</div><div class="stack">
${view.beside}
${speakersSection(summary, names)}
${moreSection(view)}${view.elsewhere}
${proofSection(view)}
</div></div>
${holdersSection(view)}${reachSection(view.reaches, names, view.labelOf)}</div>`;
}

function leftOutNotice({ caseId, leftOut: { count, isAll } }: CaseView): Markup | false {
  if (count === 0) return false;
  const L = CASE_TEXTS.leftOut;
  const address = (what: string) => {
    const path = `/api/v1/cases/${caseId}/${what}?after=0`;
    return html`<a href="${path}"><code dir="ltr">${path}</code></a>`;
  };
  const where = sentence(L.where, { statements: address('statements'), bundles: address('bundle') });
  return html`<div class="before">${notice(L.heading, html`<p>${counted(L.count, count)} ${!isAll && L.uncounted}</p><p>${where}</p>`, 'wait')}</div>`;
}

function glance({ summary, names, clocks }: CaseView): Markup {
  const { answers, status } = summary;
  const withdrawn = status.state === 'withdrawn';
  return html`<dl class="glance">
<div><dt>${T.what}</dt><dd>${answerAtAGlance('what', answers.what, names)}</dd></div>
<div><dt>${T.where}</dt><dd>${answerAtAGlance('where', answers.where, names)}</dd></div>
<div><dt>${T.harm}</dt><dd>${answerAtAGlance('harm', answers.harm, names)}</dd></div>
<div><dt>${T.status}</dt><dd>${withdrawn ? tag(T.statuses.withdrawn, 'wrong') : T.statuses[status.state]} ${status.since !== undefined && html`<span class="note">${sentence(T.statusSince, { when: when(status.since) })}</span>`}</dd></div>
<div class="wide"><dt>${CASE_TEXTS.deadline}</dt><dd>${clocks.next ?? html`<span class="unknown">${CASE_TEXTS.noDeadline}</span>`}</dd></div>
</dl>`;
}

function nextSection({ summary, signedIn, caseId }: CaseView): Markup {
  const { act, sentence: text } = summary.nextStep;
  const link: NextLink | undefined = nextLink(summary.nextStep, caseId);
  const heading = signedIn ? INCIDENT_TEXTS.next.heading : INCIDENT_TEXTS.next.publicHeading;
  return nextStep(
    heading,
    html`<p>${text}</p>`,
    link && linkButton(act === 'check' ? CASE_TEXTS.verify : INCIDENT_TEXTS.next[act], link.href),
  );
}

function speakersSection(summary: CaseSummary, names: Names): Markup | false {
  if (summary.speakers.length === 0) return false;
  const { known, unknownRoot } = summary.independentSources;
  return html`<section class="stack tight" aria-labelledby="speakers"><h2 id="speakers">${T.speakersHeading}</h2>
<ul class="stack tight">${summary.speakers.map((speaker) => html`<li>${speakerLine(speaker, names)}</li>`)}</ul>
<p class="note">${counted(T.sources, known)} ${unknownRoot && T.sourcesUnknown}</p></section>`;
}

function speakerLine(speaker: Speaker, names: Names): Markup {
  return html`<strong>${said(names.party(speaker.party))}</strong><br><span class="note">${confidenceWords(speaker.confidence)} · ${when(speaker.last)}${speaker.relays && html` · ${T.relays}`}</span>`;
}

function changesSection(summary: CaseSummary, names: Names): Markup | false {
  const changes = [...summary.withdrawals, ...summary.corrections];
  if (changes.length === 0) return false;
  return html`<section class="stack tight" aria-labelledby="changes"><h2 id="changes">${T.changesHeading}</h2><ul class="stack tight">${changes.map((one) => html`<li>${change(one, names)}</li>`)}</ul></section>`;
}

function change(one: Change, names: Names): Markup {
  const line = sentence(one.kind === 'withdrawal' ? T.withdrawal : T.correction, {
    party: html`<strong>${said(names.party(one.by))}</strong>`,
    target: statementLink(one.target),
  });
  return html`<p>${line} <span class="note">${when(one.at)}</span> ${one.reason !== undefined && tag(valueWord('reason', one.reason) ?? one.reason, 'wrong')} ${statementLink(one.digest)}</p>
${one.targetShown && !one.effective && html`<p class="note">${T.ineffective}</p>`}${!one.targetShown && html`<p class="note">${T.targetUnseen}</p>`}`;
}

function holdersSection({ holders, names, summary, labelOf, now }: CaseView): Markup {
  const types = new Map(summary.timeline.map(({ digest, type }) => [digest, type]));
  const rows = holders.map((holder) => {
    const type = types.get(holder.target);
    const label = type === undefined ? shortDigest(holder.target) : labelOf(type);
    return [
      html`<a href="/statements/${holder.target}">${label}</a> ${holder.hidesVictim && html`<span class="note">${T.victimHidden}</span>`}`,
      said(names.party(holder.to)),
      when(holder.givenAt),
      answerCell(holder.receipt),
      answerCell(holder.read),
      stateCell(holder, summary.timeline.find(({ digest }) => digest === holder.target)?.withdrawnBy, now),
    ];
  });
  const columns = T.holdersColumns.map((label) => ({ label }));
  return html`<section class="stack tight after" aria-labelledby="holders"><h2 id="holders">${T.holdersHeading}</h2>
${rows.length === 0 ? html`<p class="soft">${T.noHolders}</p>` : html`<p class="soft">${T.holdersLead}</p>${table(T.holdersHeading, columns, rows, true)}`}</section>`;
}

function answerCell(answer: Holder['receipt']): Markup {
  if (answer === undefined) return html`–`;
  return html`<a href="/statements/${answer.digest}">${when(answer.at)}</a> ${answer.lower && tag(T.lowerAssurance, 'wait')}`;
}

function stateCell(holder: Holder, withdrawnBy: string | undefined, now: Temporal.Instant): Markup {
  const taken = holder.recalledBy ?? withdrawnBy;
  const back =
    taken !== undefined && html`<br>${sentence(CASE_TEXTS.takenBack, { statement: statementLink(taken) })}`;
  return html`${heldAs(holder, now)}${back}`;
}

function moreSection({ more }: CaseView): Markup | false {
  if (more.length === 0) return false;
  const { heading } = NOTICES.links;
  return html`<section class="stack tight no-print" aria-labelledby="tell"><h2 id="tell">${heading}</h2><ul class="bare stack tight">${more.map(([label, href]) => html`<li><a href="${href}">${label}</a></li>`)}</ul></section>`;
}

function proofSection({ caseId, summary }: CaseView): Markup {
  const file = plainSentence(T.fileName, { id: caseId });
  return html`<section class="stack tight" aria-labelledby="proof"><h2 id="proof">${T.proofHeading}</h2><p>${T.proofBody}</p><p class="note">${sentence(T.caption, { id: html`<span class="hash">${caseId}</span>` })}</p>
<p class="no-print">${linkButton(T.export, `/api/v1/cases/${caseId}/bundle`, 'second')}</p>
<pre>${plainSentence(T.command, { file })}</pre><p class="no-print"><a href="/api/v1/trust" download="trust.txt">${T.trustFile}</a></p><p class="no-print"><a href="/check?case=${caseId}#verify">${T.checkHere}</a></p>
${summary.withheld && html`<p class="note withheld">${T.withheldNote}</p>`}
${summary.erased > 0 && html`<p class="note">${counted(T.erasedNote, summary.erased)}</p>`}</section>`;
}
