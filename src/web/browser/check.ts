import { firstOpen, type StatementReport, type Verdict } from '#bundle/report.ts';
import { parseTrust } from '#bundle/trust.ts';
import { type InSteps, verifyInSteps } from '#bundle/verify.ts';
import { CHECK_TEXTS as T } from '#web/check-texts.ts';
import { type Content, html, said } from '#web/html.ts';
import { claimLabel, typeLabel } from '#web/labels.ts';
import { english } from '#web/parts/english.ts';
import { summaryList, table } from '#web/parts/lists.ts';
import { proofBadge, tlpLabel } from '#web/parts/marks.ts';
import { details, notice } from '#web/parts/notice.ts';
import { stepList } from '#web/parts/steps.ts';
import { verdictText } from '#web/parts/verdict-text.ts';
import { when } from '#web/parts/when.ts';
import { plainSentence, sentence } from '#web/sentence.ts';
import { plainValue } from '#web/value.ts';

/**
 * *Check a statement*: verifies an evidence bundle in this browser, with the code that `comity verify` runs. It opens
 * no connection; the page's policy would not allow one, and it works the same when saved.
 */
const result = document.getElementById('result')!;
const bundle = document.getElementById('field-bundle') as HTMLTextAreaElement;
const trust = document.getElementById('field-trust') as HTMLTextAreaElement;
const file = document.getElementById('field-file') as HTMLInputElement;
const drop = document.getElementById('drop')!;

const LOOKS = { proved: 'right', 'not-yet-witnessed': 'wait', failed: 'wrong' } as const;
/** Pause between two steps, so that an eye can follow them; none for those who asked for less motion. */
const STEP_PAUSE_MS = matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 120;
const STEPS_SHOWN_SLOWLY = 12;
/** Longer at a stretch, and whoever presses or types meanwhile would wait for an answer. */
const STRETCH_MS = 20;
/** Checks begun so far; the one begun last is the one shown. */
let begun = 0;

function show(content: Content): void {
  result.innerHTML = String(html`${content}`);
}

function statement(report: StatementReport): Content {
  const claims = report.claims.map(({ name, value, marking }) => [
    claimLabel(report.type ?? '', name),
    plainValue(value, 0, name),
    tlpLabel(marking.tlp),
  ]);
  const facts = [
    { key: T.issuer, value: said(report.issuer ?? '–') },
    { key: T.digest, value: html`<span class="hash">${report.digest ?? '–'}</span>` },
    { key: T.log, value: html`<span class="hash">${report.log ?? '–'}</span> ${report.logIndex ?? ''}` },
    {
      key: T.provenAt,
      value: report.provenAt === null ? T.noProvenTime : when(Temporal.Instant.from(report.provenAt)),
    },
    { key: T.realm, value: report.realm ?? '–' },
  ];
  return html`<article class="card"><div class="top"><h3>${report.type === null ? T.unreadable : typeLabel(report.type)}</h3>${proofBadge(report.verdict)}</div>
${stopped(report)}<p>${verdictText(report.sentence)}</p>
${report.changes.map(({ sentence: text }) => notice(T.changed, html`<p>${verdictText(text)}</p>`, 'wrong'))}
${stepList(report.steps, 'found')}
${report.deliveries.length > 0 && html`<h4>${T.deliveries}</h4><ul class="plain">${report.deliveries.map(({ sentence: text }) => html`<li>${verdictText(text)}</li>`)}</ul>`}
${
  claims.length > 0 &&
  details(
    T.claims,
    table(
      T.claims,
      T.claimColumns.map((label) => ({ label })),
      claims,
      true,
    ),
  )
}
${details(T.facts, summaryList(facts, 'dense'))}
${report.undisclosed > 0 && html`<p class="note">${plainSentence(T.undisclosed, { count: report.undisclosed })}</p>`}</article>`;
}

/** The question at which the check of this statement stopped, in the words of a reader. */
function stopped({ verdict, steps }: StatementReport): Content {
  const step = verdict === 'proved' ? undefined : firstOpen(steps);
  if (step === undefined) return false;
  const text = step.state === 'failed' ? T.fails : T.open;
  return html`<p class="stopped"><strong>${plainSentence(text, { question: T.questions[step.step] })}</strong></p>`;
}

async function reveal(): Promise<void> {
  const articles = [...result.querySelectorAll<HTMLElement>('article')];
  const steps = articles.flatMap((article) => [...article.querySelectorAll<HTMLElement>('.steps > li')]);
  const slowly = steps.slice(0, STEPS_SHOWN_SLOWLY);
  // What comes after the steps that are still to pass waits with them, so that they pass in the order one reads.
  const waiting = [...slowly, ...articles.slice(1)];
  for (const one of waiting) one.hidden = true;
  for (const step of slowly) {
    const article = step.closest<HTMLElement>('article');
    if (article !== null) article.hidden = false;
    await new Promise((resolve) => setTimeout(resolve, STEP_PAUSE_MS));
    step.hidden = false;
  }
  for (const one of waiting) one.hidden = false;
}

function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

/** Does the work in stretches, so that the page goes on answering; undefined when another check was begun meanwhile. */
async function inStretches<Result>(own: number, work: InSteps<Result>): Promise<Result | undefined> {
  await breathe();
  for (let since = performance.now(); own === begun; ) {
    const step = work.next();
    if (step.done === true) return step.value;
    if (performance.now() - since < STRETCH_MS) continue;
    await breathe();
    since = performance.now();
  }
  return undefined;
}

async function check(): Promise<void> {
  const own = ++begun;
  if (bundle.value.trim() === '') return show(notice(T.nothing, html`<p>${T.nothingHelp}</p>`, 'wait'));
  if (typeof Temporal === 'undefined') return show(notice(T.oldBrowser, html`<p>${T.oldBrowserHelp}</p>`, 'wait'));
  const held = parseTrust(trust.value);
  if (!held.ok) {
    const where = held.refusal.place ?? '';
    return show(notice(T.trustWrong, html`<p>${english(`${held.refusal.sentence} ${where}`)}</p>`, 'wrong'));
  }
  const started = performance.now();
  show(html`<p class="note">${T.checking}</p>`);
  const report = await inStretches(own, verifyInSteps(bundle.value, held.value, Temporal.Now.instant()));
  if (report === undefined) return;
  const milliseconds = Math.max(1, Math.round(performance.now() - started));
  const verdict: Verdict = report.verdict;
  show(html`<section class="stack" aria-labelledby="verdict">${notice(
    html`<span id="verdict">${T.verdicts[verdict]}</span>`,
    html`<p>${verdictText(report.sentence)}</p><p class="note">${sentence(T.took, { count: report.statements.length + report.keys.length, milliseconds })}</p>`,
    LOOKS[verdict],
  )}
${report.misbehaviour.map(({ sentence: text }) => notice(T.misbehaviour, html`<p>${verdictText(text)}</p>`, 'wrong'))}
${report.statements.map(statement)}
${report.keys.length > 0 && details(T.keys, report.keys.map(statement))}</section>`);
  result.focus();
  await reveal();
}

async function take(chosen: Blob | undefined | null): Promise<void> {
  if (chosen === undefined || chosen === null) return;
  bundle.value = await chosen.text();
  await check();
}

function failed(cause: unknown): void {
  show(notice(T.failed, html`<p>${english(cause instanceof Error ? cause.message : String(cause))}</p>`, 'wrong'));
}

document.getElementById('check-form')!.addEventListener('submit', (event) => {
  event.preventDefault();
  check().catch(failed);
});
file.addEventListener('change', () => {
  take(file.files?.[0]).catch(failed);
});
drop.addEventListener('dragover', (event) => {
  event.preventDefault();
  drop.classList.add('held-over');
});
drop.addEventListener('dragleave', () => drop.classList.remove('held-over'));
drop.addEventListener('drop', (event) => {
  event.preventDefault();
  drop.classList.remove('held-over');
  take(event.dataTransfer?.files[0]).catch(failed);
});
for (const words of document.querySelectorAll<HTMLElement>('[data-without-script]')) words.hidden = true;
// Whoever pressed *Verify* on a case came to see it checked; the bundle stands in the page already.
if (location.hash === '#verify' && bundle.value.trim() !== '') check().catch(failed);
