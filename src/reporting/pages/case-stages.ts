import { Type } from 'typebox';
import type { App } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { factWords } from '#obligations/regimes/fact-words.ts';
import type { StageFact } from '#obligations/regimes/facts.ts';
import { draftOfStage, progressOf } from '#reporting/report-drafts.ts';
import { RULED_OUT_TEXTS } from '#reporting/ruled-out-texts.ts';
import { type StageSight, seeStages, withAdditions } from '#reporting/stage-sight.ts';
import type { Names } from '#site/claim-value.ts';
import { namesFor, noPerson } from '#site/services.ts';
import { instantFrom } from '#statement/instant-text.ts';
import { Uuid } from '#statement/statement-type.ts';
import { html, type Markup, said } from '#web/html.ts';
import { linkButton } from '#web/parts/button.ts';
import { english } from '#web/parts/english.ts';
import { table } from '#web/parts/lists.ts';
import { tag } from '#web/parts/marks.ts';
import { backLink, details, emptyState, pageHead } from '#web/parts/notice.ts';
import { plainWhen } from '#web/parts/when.ts';
import { counted, plainSentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { type ReportPageServices, seatedAt, stagePath } from './report-services.ts';
import { ruledOutReasons } from './ruled-out-notice.ts';
import { REPORTING_TEXTS } from './texts.ts';

const T = REPORTING_TEXTS.list;

type Listed = {
  readonly sight: StageSight;
  readonly blocking: readonly StageFact[];
  readonly begun: boolean;
};

/** `/report-once/<case>`: the laws that the reader's party declared, their stages, and what each still needs. */
export function caseStagePages(app: App, services: ReportPageServices): void {
  const settings = { preHandler: app.requireActor, schema: { params: Type.Object({ case: Uuid }) } };
  app.get('/report-once/:case', settings, async (request, reply) => {
    const seated = seatedAt(request);
    if (seated === undefined) return refused(reply, noPerson);
    const { person, reporter } = seated;
    const caseId = request.params.case;
    const stages = await seeStages(services, caseId, reporter);
    if (!stages.ok) return refused(reply, stages.refusal);
    const names = await namesFor(services);
    const workspace = { connection: services.connection, party: person.party, person: person.person };
    const listed: Listed[] = [];
    for (const sight of stages.value) {
      const draft = await draftOfStage(workspace, sight);
      const { blocking } = draft === undefined ? sight.projection : withAdditions(sight, progressOf(draft));
      listed.push({ sight, blocking, begun: draft !== undefined });
    }
    const byRegime = Map.groupBy(listed, ({ sight }) => sight.declared.regime.id);
    const regimes = [...byRegime.values()].map((group) => regimeSection(group, names));
    const nextSteps = html`${linkButton(T.sayApplies, `/cases/${caseId}/clocks/applies`)} ${linkButton(T.findDuties, '/duties', 'second')}`;
    const empty = emptyState(T.noRegimeTitle, T.noRegime, html`<span class="row">${nextSteps}</span>`);
    const body = html`${backLink(T.crumb, `/cases/${caseId}`)}${pageHead({ title: T.title, lead: T.lead })}
<div class="stack loose">${regimes.length === 0 ? empty : html`${regimes}<p class="note">${T.fire}</p>`}</div>`;
    return sendPage(request, reply, { title: T.title, section: 'cases', body });
  });
}

function regimeSection(group: readonly Listed[], names: Names): Markup {
  const partyName = names.party;
  const { regime } = group[0]!.sight.declared;
  const id = `regime-${regime.id}`;
  const columns = [{ label: T.stage }, { label: T.toldTo }, { label: T.missing }, { label: T.state }];
  const rows = group.map(({ sight, blocking, begun }) => {
    const { stage, addressees, filings } = sight;
    const told = addressees.map(({ name, party }) =>
      party === undefined
        ? html`<li>${english(name)} ${tag(T.noParty)}</li>`
        : html`<li>${said(partyName(party))} <span class="soft">${english(name)}</span></li>`,
    );
    const reasons = filings.length === 0 && ruledOutReasons(sight, names.state);
    const missing = reasons
      ? reasons
      : blocking.length === 0
        ? T.nothingMissing
        : details(
            counted(T.countMissing, blocking.length),
            html`<ul class="bare">${blocking.map((fact) => html`<li>${factWords(fact)}</li>`)}</ul>`,
          );
    const state = reasons
      ? tag(RULED_OUT_TEXTS.state)
      : filings.length > 0
        ? html`${tag(T.filed, 'done')}<ul class="bare">${filings.map(({ name, party, filedAt }) => html`<li class="soft">${filedLine(name ?? (party === null ? '' : partyName(party)), filedAt)}</li>`)}</ul>`
        : blocking.length === 0
          ? tag(T.ready, 'going')
          : tag(T.open, begun ? 'wait' : 'plain');
    const link = html`<a href="${stagePath(sight.case, regime.id, stage.id)}">${english(stage.name)}</a>
<div class="soft">${english(stage.citation)}</div>${stage.confidence === 'R' && tag(T.unconfirmed, 'wait')}`;
    return [link, html`<ul class="bare">${told}</ul>`, missing, state];
  });
  return html`<section class="stack tight" aria-labelledby="${id}"><h2 id="${id}">${english(regime.title)}</h2>
<p class="note">${plainSentence(T.version, { instrument: regime.instrument, version: regime.version })} ${regime.status === 'not-in-force' && tag(T.notInForce, 'wait')}</p>
${table(T.stages, columns, rows, true)}</section>`;
}

function filedLine(name: string, at: string): string {
  return plainSentence(T.filedAt, { name, when: whenOf(at) });
}

/** Filings of elsewhere may carry any text for a time. */
function whenOf(at: string): string {
  const instant = instantFrom(at);
  return instant === undefined ? at : plainWhen(instant);
}
