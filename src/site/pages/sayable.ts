/** What a seat may say, and where. */
import type { Request } from '#http/contract.ts';
import { SAYING } from '#site/kinds/texts.ts';
import { may, type PageServices } from '#site/services.ts';
import { kindOf } from '#statement/kinds.ts';
import type { StatementType } from '#statement/statement-type.ts';
import { html, type Markup } from '#web/html.ts';
import { titleOf } from '#web/labels.ts';

/** Types that a person of some role may author at all, and this one too. */
export function sayable(services: PageServices, request: Request): readonly StatementType[] {
  return [...services.ledger.types.values()].filter((type) => isSayable(services, request, type));
}

function isSayable(services: PageServices, request: Request, { name }: StatementType): boolean {
  return may(services, request, `author:${name}`);
}

/** The address of a type's form: its own page, or the one that is made from it; null where it lacks what that needs. */
export function sayAddress(
  { name, place }: StatementType,
  { caseId, about }: { readonly caseId?: string; readonly about?: string },
): string | null {
  if (place.page !== undefined) {
    const own = place.page.replace('{case}', caseId ?? '{case}').replace('{about}', about ?? '{about}');
    return own.includes('{') ? null : own;
  }
  const path = caseId === undefined ? `/say/${name}` : `/cases/${caseId}/say/${name}`;
  return about === undefined ? path : `${path}?about=${about}`;
}

/** The claim that a statement about another one names it by: the first that must be answered, else the first of all. */
export function referenceOf({ claims }: StatementType): string | undefined {
  const named = Object.entries(claims).filter(([, { schema }]) => kindOf(schema).name === 'digest');
  return (named.find(([, { required }]) => required) ?? named[0])?.[0];
}

/** "Say something else here": what this seat may say in a case, one press away. */
export function sayElsewhere(services: PageServices, request: Request, caseId: string): Markup | false {
  const types = sayable(services, request).filter(({ place }) => place.outside !== true);
  return sayList(SAYING.say.elsewhere, types, { caseId });
}

function sayList(
  label: string,
  types: readonly StatementType[],
  where: { readonly caseId?: string },
): Markup | false {
  const items = types.flatMap((type) => {
    const address = sayAddress(type, where);
    return address === null ? [] : [html`<li><a href="${address}">${titleOf(type)}</a></li>`];
  });
  return (
    items.length > 0 &&
    html`<details class="more no-print"><summary>${label}</summary><ul class="columns">${items}</ul></details>`
  );
}
