import type { Reply, Request } from '#http/contract.ts';
import { recipientOf } from '#incidents/case-reads.ts';
import { previewTable } from '#incidents/pages/preview-table.ts';
import { preview } from '#incidents/preview.ts';
import type { Shown } from '#ledger/contract.ts';
import type { Fields } from '#site/form-body.ts';
import { MORE_FIELD, STEP_FIELD } from '#site/kinds/parts.ts';
import { SAYING } from '#site/kinds/texts.ts';
import { namesFor, type PageServices, type Person } from '#site/services.ts';
import type { Draft } from '#statement/draft.ts';
import { kindOf } from '#statement/kinds.ts';
import { PUBLIC_VIEWER } from '#statement/show.ts';
import type { StatementType } from '#statement/statement-type.ts';
import { html, type Markup, plainText } from '#web/html.ts';
import { titleOf } from '#web/labels.ts';
import { button } from '#web/parts/button.ts';
import { actions, form, hidden } from '#web/parts/form.ts';
import { pageHead } from '#web/parts/notice.ts';
import { sendPage } from '#web/shell.ts';

const T = SAYING.say;
/** Of the form itself, not of what is said. */
const NOT_CARRIED = new Set(['form_token', 'idempotency_key', STEP_FIELD, MORE_FIELD]);

/** What is being said: its type, who says it, in which case, and about what. */
export type Saying = {
  readonly type: StatementType;
  readonly person: Person;
  readonly caseId?: string;
  readonly about: Shown | undefined;
  readonly fixed: Readonly<Record<string, string>>;
  /** A second person approves it. */
  readonly second: boolean;
};

/** Claim by claim what everybody sees at once, and what each party named in it would see once it is given to it. */
export async function sayPreview(
  services: PageServices,
  request: Request,
  reply: Reply,
  { type, second }: Saying,
  typed: Fields,
  draft: Draft,
): Promise<Reply> {
  const names = await namesFor(services);
  const everybody = { id: 'everybody', name: T.everybody, viewer: PUBLIC_VIEWER };
  const given = await Promise.all(
    partiesNamed(type, draft).map(async (party) => ({
      ...(await recipientOf(services, party, 'all')),
      name: names.party(party),
    })),
  );
  const table = previewTable(preview(draft, type, [everybody, ...given], request.viewer.communities), type, names);
  const steps = actions(
    button(second ? T.propose : T.sign, 'first', { name: STEP_FIELD, value: 'sign' }),
    button(T.change, 'second', { name: STEP_FIELD, value: 'change' }),
  );
  const content = html`${carried(typed)}${steps}`;
  const body = html`${pageHead({ title: T.previewTitle, caption: titleOf(type), lead: T.previewLead })}
<div class="stack">${table}${form(request, reply, { action: request.url }, content)}</div>`;
  return sendPage(request, reply, { title: plainText(html`${titleOf(type)}`), section: 'cases', body });
}

function partiesNamed(type: StatementType, { claims, issuer }: Draft): readonly string[] {
  const named = Object.entries(claims).flatMap(([name, value]) => {
    const kind = kindOf(type.claims[name]!.schema);
    const isParty = kind.name === 'party' || kind.of?.name === 'party';
    return isParty ? [value].flat().filter((one) => typeof one === 'string') : [];
  });
  return [...new Set(named)].filter((party) => party !== issuer);
}

/** What was typed goes along unseen: signing reads it again, and changing it finds it as it was. */
function carried(typed: Fields): readonly Markup[] {
  return Object.entries(typed)
    .filter(([name]) => !NOT_CARRIED.has(name))
    .flatMap(([name, value]) => [value ?? []].flat().map((one) => hidden(name, one)));
}
